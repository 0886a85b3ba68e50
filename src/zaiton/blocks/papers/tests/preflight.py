"""The PDF/A validator of Debian's PDFBox, for tests of files as they are drawn and as they are sealed."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

FOLDER = Path("/usr/share/java")
PARTS = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io", "jaxb-api", "javax.activation")
JARS = [FOLDER / f"{part}.jar" for part in PARTS]
SECONDS = 180

needs_preflight = pytest.mark.skipif(
    shutil.which("java") is None or not all(jar.exists() for jar in JARS),
    reason="needs default-jre-headless, libpdfbox2-java, libjaxb-api-java and libactivation-java of Debian",
)


def pdf_a_faults(files: Sequence[Path]) -> list[str]:
    """What keeps the files from being PDF/A-1b, in the validator's words; all are read in one run, for starting it is slow."""
    listed = files[0].with_suffix(".list")
    listed.write_text("".join(f"{file}\n" for file in files))
    asked = ["java", "-cp", ":".join(map(str, JARS)), "org.apache.pdfbox.preflight.Validator_A1b", "batch", str(listed)]
    told = subprocess.run(asked, capture_output=True, text=True, timeout=SECONDS)
    lines = [line for line in told.stdout.splitlines() if line.strip()]
    good = [f"The file {file.name} is a valid PDF/A-1b file" for file in files]
    return [line for line in lines if line not in good] + [f"not said: {line}" for line in good if line not in lines]
