"""The quick checks, one after another in a scratch data home: what a person runs before each commit.

python -m tools.check
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = Path(sys.executable).parent
PYTHON = sys.executable
STEPS: dict[str, list[str]] = {
    "lint": [str(PROGRAMS / "ruff"), "check", "--quiet", "."],
    "format": [str(PROGRAMS / "ruff"), "format", "--quiet", "--check", "."],
    "contracts": [str(PROGRAMS / "lint-imports"), "--no-cache"],
    "catalogues": [PYTHON, "-m", "tools.messages", "check"],
    "compile": [PYTHON, "-m", "tools.messages", "compile"],
    "reference": [PYTHON, "-m", "tools.reference", "check"],
    "architecture and tidy": [
        PYTHON,
        "-m",
        "pytest",
        "-q",
        "--no-header",
        "-n",
        "2",
        "tests/architecture",
        "tests/tidy",
    ],
    "set up": [str(PROGRAMS / "zaiton"), "setup"],
    "zaiton check": [str(PROGRAMS / "zaiton"), "check"],
    "zaiton data check": [str(PROGRAMS / "zaiton"), "data", "check"],
    "zaiton evidence verify": [str(PROGRAMS / "zaiton"), "evidence", "verify"],
}


def run(steps: dict[str, list[str]]) -> list[str]:
    """Run each step, print one line for each that is well and the whole output of each that is not; names the failed."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="zaiton-check-") as home:
        env = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "ZAITON_LANG"}}
        env |= {"ZAITON_HOME": home, "DEMO": "1", "NO_COLOR": "1", "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        for name, command in steps.items():
            began = time.monotonic()
            done = subprocess.run(
                command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
            )
            spent = time.monotonic() - began
            if done.returncode:
                failed.append(name)
                print(done.stdout, end="")
            print(f"{'FAILED' if done.returncode else 'ok':>6}  {name}  {spent:.1f} s", flush=True)
    return failed


def main() -> int:
    """Exit 1 when any check failed, after all have run."""
    failed = run(STEPS)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
