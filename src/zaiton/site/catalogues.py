"""Make the compiled message catalogues (.mo) that Django reads from the .po files in the program, where they are missing."""

import os
from pathlib import Path

import zaiton


def compile_missing() -> int:
    """Compile every catalogue whose .mo is missing or older than its .po; returns how many. A read-only program is left alone."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    count = 0
    for po in Path(zaiton.__file__).parent.rglob("locale/*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if mo.is_file() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        try:
            fresh = mo.with_suffix(f".{os.getpid()}.tmp")
            with po.open("rb") as source, fresh.open("wb") as target:
                write_mo(target, read_po(source, locale=po.parts[-3]))
            fresh.chmod(0o644)
            fresh.replace(mo)
        except OSError:
            continue
        count += 1
    return count
