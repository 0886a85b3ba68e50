"""The Debian packages the tests need beside Python: named in one line, and installed when root asks.

Runs on the system's own Python, before there is a virtual environment. PostgreSQL is installed without Debian's usual
cluster on port 5432: the tests start a private one and must not leave a server behind on somebody's machine.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CLUSTER_SETTING = Path("/etc/postgresql-common/createcluster.conf")


def missing_packages() -> list[str]:
    """The Debian packages that are not there, recognised by what they bring."""
    absent = {
        "postgresql": not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")),
        "chromium": not Path("/usr/bin/chromium").exists(),
        "fonts-noto-cjk": not list(Path("/usr/share/fonts/opentype").glob("noto/NotoSansCJK*")),
        "poppler-utils": shutil.which("pdftotext") is None,
        "libnss3-tools": shutil.which("certutil") is None,  # whom pdfsig trusts
        "default-jre-headless": shutil.which("java") is None,
        "libpdfbox2-java": not Path("/usr/share/java/preflight.jar").exists(),  # the PDF/A validator
        "libjaxb-api-java": not Path("/usr/share/java/jaxb-api.jar").exists(),
        "libactivation-java": not Path("/usr/share/java/javax.activation.jar").exists(),
        "libatomic1": not list(Path("/usr/lib").glob("*/libatomic.so.1")),  # the browser driver's own program needs it
    }
    return [package for package, is_absent in absent.items() if is_absent]


def install(packages: list[str]) -> int:
    """Install with apt, asking nothing and starting nothing; the exit code is apt's."""
    if "postgresql" in packages and not CLUSTER_SETTING.exists():
        CLUSTER_SETTING.parent.mkdir(parents=True, exist_ok=True)
        CLUSTER_SETTING.write_text("create_main_cluster = false\n")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "UCF_FORCE_CONFFOLD": "1"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
    options = ["-qq", "-y", "--no-install-recommends", "-o", "Dpkg::Options::=--force-confold", "-o", "Dpkg::Use-Pty=0"]
    done = subprocess.run(
        ["apt-get", "install", *options, *packages], env=quiet, stdout=subprocess.DEVNULL, check=False
    )
    return done.returncode


def main() -> int:
    """Make the machine ready, or say in one line what is missing."""
    packages = missing_packages()
    if not packages:
        return 0
    line = f"The tests need Debian packages: apt install {' '.join(packages)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        print(line, file=sys.stderr)
        return 1
    print(f"installing {' '.join(packages)} ...", flush=True)
    install(packages)
    if missing_packages():
        print(line, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
