"""A seeded tariff of true size that is nobody's: 8,957 lines, 24 agreements with 34 partners, 20 years. Every pack of it says
``synthetic``; it is written into a data home of its own for measuring and never shipped.
"""

import csv
import hashlib
import random
from pathlib import Path

LINES, FIRST_YEAR, YEARS = 8_957, 2015, 20
HERE = "XZ"
"""The importing territory: a code that ISO 3166 leaves to users."""
ASEAN = ["BN", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "VN"]
SINGLE = [
    "PK",
    "CL",
    "NZ",
    "SG",
    "PE",
    "CR",
    "IS",
    "CH",
    "AU",
    "KR",
    "GE",
    "MU",
    "KH",
    "NI",
    "EC",
    "RS",
    "HN",
    "MV",
    "HK",
    "MO",
]
AGREEMENTS = {
    "S-ASEAN": ASEAN,
    "S-RCEP": [*ASEAN, "AU", "JP", "KR", "NZ"],
    "S-MARGIN": ["BD", "IN", "KR", "LA", "LK", "MN"],
    "S-LDC": ["BD", "ET", "KH", "LA", "MM"],
    **{f"S-{partner}": [partner] for partner in SINGLE},
}
MFN_RATES = [0, 0, 2, 3, 4, 5, 5, 6, 6.5, 7, 8, 8, 9, 10, 10, 12, 14, 15, 20, 25, 40, 65]
CATEGORIES = ["free", "free", "5", "5", "10", "10", "15", "20", "kept", "out"]
DEFINITIONS = {"free": '"immediate"', "kept": '"standstill"', "out": '"excluded"', "half": '"margin"\npercent = "50"'}


def build(home: Path, subheadings: list[str], seed: int = 20260101) -> list[str]:
    """Write the packs below ``home/packs`` and return the codes of the lines."""
    chance = random.Random(seed)
    codes = sorted(_codes(subheadings, chance))
    rates = {code: chance.choice(MFN_RATES) for code in codes}
    mfn = [
        (code, "" if at % 160 == 7 else f"{rate:g}", f"{1 + at % 9} CNY/kg" if at % 160 == 7 else "")
        for at, (code, rate) in enumerate(rates.items())
    ]
    _write(
        home,
        "s-mfn",
        "MFN",
        ["*"],
        ["code", "duty"],
        [(code, duty or special) for code, duty, special in mfn],
        True,
        "01-01",
        f"{FIRST_YEAR}-01-01",
    )
    for number, (agreement, partners) in enumerate(AGREEMENTS.items()):
        by_heading: dict[str, str] = {}
        rows = []
        for code, duty, special in mfn:
            usual = by_heading.setdefault(code[:4], chance.choice(CATEGORIES))
            category = usual if chance.random() < 0.9 else chance.choice(CATEGORIES)
            if special or agreement == "S-MARGIN":
                category = "half" if agreement == "S-MARGIN" and not special else "out"
            rows.append((code, duty or "0", category))
        start = f"{FIRST_YEAR}-12-20" if number % 5 == 2 else f"{FIRST_YEAR + number % 3}-01-01"
        _write(
            home,
            agreement.lower(),
            agreement,
            partners,
            ["code", "base", "staging"],
            rows,
            False,
            "04-01" if number % 7 == 3 else "01-01",
            start,
        )
    return codes


def _codes(subheadings: list[str], chance: random.Random) -> list[str]:
    codes = [f"{six}00" for six in subheadings]
    while len(codes) < LINES:
        six = chance.choice(subheadings)
        codes.append(f"{six}{chance.randrange(10, 99)}")
        codes = list(dict.fromkeys(codes))
    return codes[:LINES]


def _write(
    home: Path,
    table: str,
    agreement: str,
    partners: list[str],
    names: list[str],
    rows: list[tuple],
    mfn: bool,
    year_start: str,
    start: str,
) -> None:
    folder = home / "packs" / "synthetic" / table / start
    folder.mkdir(parents=True)
    with (folder / "rows.csv").open("w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)
    digest = hashlib.sha256((folder / "rows.csv").read_bytes()).hexdigest()
    origins = ", ".join(f'"{p}"' for p in partners)
    staging = "\n".join(f"[staging.{name}]\ntype = {kind}" for name, kind in DEFINITIONS.items())
    own = (
        ""
        if mfn
        else f"""
[agreement]
name = {{ zh = "合成协定{agreement}", en = "Synthetic agreement {agreement}" }}
proof = {{ zh = "无", en = "none" }}
type = "synthetic"
in_force_from = {start}
"""
    )
    (folder / "SOURCE.toml").write_text(
        f"""service = "tariff"
kind = "schedule"
table = "{table}"
title = {{ zh = "合成税率表 {table}", en = "Synthetic table {table}" }}
issuer = {{ zh = "合成数据", en = "synthetic data" }}
document = "synthetic"
published = "unknown"
vintage = "synthetic"
in_force_from = {start}
status = "synthetic"
retrieved = 2026-01-01
licence = {{ zh = "合成数据", en = "synthetic data" }}
sha256 = "{digest}"

[note]
zh = "合成数据，仅供测速。"
en = "Synthetic, for measuring only."

[schedule]
agreement = "{agreement}"
destination = "{HERE}"
origins = [{origins}]
complete = true
currency = "CNY"
year_start = "{year_start}"
after_end = "final_rate"
{own}
{staging}
""",
        encoding="utf-8",
    )
