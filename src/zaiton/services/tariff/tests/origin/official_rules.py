"""The official annexes of rules of origin, turned from their own headings into the rows the product reads."""

import csv
import json
import re
from pathlib import Path

DATA = Path(__file__).resolve().parents[7] / "shared" / "data" / "tariff" / "cn"
Rows = list[tuple[dict[str, str], str]]
"""Columns of the code, and words."""


def korea() -> Rows:
    """Every subheading of HS 2012."""
    return [({"hs6": row["hs6"]}, row["rule_zh"]) for row in _csv("psr_china_korea_hs2012.csv")]


def iceland() -> Rows:
    """Chapters and headings."""
    return [
        ({"chapter": str(row["章"]), "heading": _heading(row["品目"])}, row["产品特定原产地规则"] or "")
        for row in _json("psr_china_iceland.json")
    ]


def new_zealand() -> Rows:
    """The column of HS 2012; codes stand there as numbers, rows without one are left out."""
    rows = []
    for row in _json("psr_china_newzealand_2007to2012.json"):
        code = _number(row["税号.1"])
        if code:
            rows.append(({"heading" if len(code) == 4 else "hs6": code}, row["2012版产品特定规则\n"] or ""))
    return rows


def ecfa_2012() -> Rows:
    """Both lists, one under the other."""
    return _ecfa("psr_ecfa_2012.json", "2012年税则号列")


def ecfa_2010() -> Rows:
    """The mainland list."""
    return _ecfa("psr_ecfa_2010_mainland.json", "2009年税则号列")


def cepa() -> Rows:
    """Hong Kong and Macao: prose on processing."""
    names = ("psr_cepa_hk_2012.csv", "psr_cepa_mo_2012.csv")
    return [({"code8": row["code8"]}, row["rule_zh"]) for name in names for row in _csv(name)]


FILES = {
    "korea": korea,
    "iceland": iceland,
    "new_zealand": new_zealand,
    "ecfa_2012": ecfa_2012,
    "ecfa_2010": ecfa_2010,
}


def _ecfa(name: str, column: str) -> Rows:
    digits = ((str(row[column] or "").strip(), row["产品特定原产地规则"] or "") for row in _json(name))
    return [({"code8": code.zfill(8)}, words) for code, words in digits if re.fullmatch(r"\d{7,8}", code)]


def _csv(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _json(name: str) -> list[dict]:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _heading(value: float | None) -> str:
    return "" if value is None else f"{int(value):04}"


def _number(value: float | None) -> str:
    """1.01 is heading 01.01, 101.3 is subheading 0101.30, 3901.0 is heading 39.01."""
    if value is None:
        return ""
    before, _, behind = repr(value).partition(".")
    if len(before) == 4 and behind == "0":
        return before
    return before.zfill(2 if len(before) < 3 else 4) + behind.ljust(2, "0")
