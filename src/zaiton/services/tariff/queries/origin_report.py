"""The printable assessment: every verdict with its lines and articles, the bill, what is missing, what would change it; as a PDF.

It is made of the two plain documents (assessment and plans), so that paper and page never differ.
"""

from datetime import datetime

from django.utils.translation import get_language, gettext

from zaiton.base.money import shown
from zaiton.blocks.papers.public import Grid, Report, Section, report_pdf

MARKS = {"originating": "yes", "not_originating": "no", "undetermined": "open"}


def assessment_pdf(assessment: dict, plans: dict, *, version: str = "", at: datetime, demo: bool = False) -> bytes:
    """The PDF in the active language. ``version``: which version of the bill it is; ``at``: the moment it bears.

    Raises ``CharacterNotInFont`` where a name holds a sign that no font can draw.
    """
    return report_pdf(assessment_report(assessment, plans, version=version, at=at, demo=demo))


def assessment_report(assessment: dict, plans: dict, *, version: str = "", at: datetime, demo: bool = False) -> Report:
    """What the PDF says."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    good = assessment["product"]
    facts = [
        (gettext("Good"), f"{good['code']} {good['name']} (HS {good['hs_edition']})"),
        (gettext("From, to"), f"{assessment['from']} → {assessment['to']}"),
        (gettext("On"), f"{assessment['on']:%Y-%m-%d}"),
    ]
    for name, label in (("fob", gettext("Price FOB")), ("ex_works", gettext("Price ex works"))):
        if good[name] is not None:
            facts.append((label, _money(good[name], assessment["currency"])))
    if version:
        facts.append((gettext("Version of the bill"), version))
    under = [verdict["name"] for verdict in assessment["verdicts"] if verdict["outcome"] == "originating"]
    sections = [_summary(assessment)]
    made = {plan["agreement"]: plan for plan in plans["plans"]}
    for verdict in assessment["verdicts"]:
        sections += _agreement(verdict, made.get(verdict["agreement"]), assessment["currency"])
    return Report(
        language,
        gettext("Assessment of origin"),
        tuple(facts),
        gettext("Originating under: {names}").format(names=", ".join(under))
        if under
        else gettext("Originating under no agreement asked about"),
        "yes" if under else "no" if _all_fail(assessment) else "open",
        tuple(sections),
        gettext("A pre-assessment on the facts stated; the customs authority decides on the proof of origin."),
        at,
        demo,
    )


def _all_fail(assessment: dict) -> bool:
    return bool(assessment["verdicts"]) and all(v["outcome"] == "not_originating" for v in assessment["verdicts"])


def _summary(assessment: dict) -> Section:
    rows = tuple(
        (
            verdict["name"],
            verdict["outcome_text"],
            _ground(verdict),
            " / ".join(rule["text"] for rule in verdict["rules"]) or "—",
        )
        for verdict in assessment["verdicts"]
    )
    heads = (gettext("Agreement"), gettext("Verdict"), gettext("Criterion"), gettext("Rule of the line"))
    sentences = () if rows else (gettext("No agreement on file is between these parties."),)
    grids = (Grid(heads, rows, (4, 3, 2, 6)),) if rows else ()
    return Section(gettext("The agreements side by side"), sentences, grids)


def _agreement(verdict: dict, plan: dict | None, currency: str) -> list[Section]:
    mark = MARKS[verdict["outcome"]]
    notes = []
    if verdict["unverified"]:
        notes.append(
            gettext("Recalled and not checked: {provisions}").format(provisions=", ".join(verdict["unverified"]))
        )
    if verdict["proof"]:
        notes.append(gettext("Proof: {proof}").format(proof=verdict["proof"]))
    head = Section(f"{verdict['name']}: {verdict['outcome_text']} {_ground(verdict)}".rstrip(), tuple(notes), (), mark)
    sections = [head]
    if verdict["materials"]:
        sections.append(Section(gettext("The bill as this agreement sees it"), (), (_bill(verdict, currency),), "", 2))
    sections.append(Section(gettext("Every step"), (), (_steps(verdict["steps"]),), "", 2))
    if verdict["missing"]:
        asked = tuple(f"{one['text']} {one['mend']}" for one in verdict["missing"])
        sections.append(Section(gettext("What is not known"), asked, (), "open", 2))
    country = verdict["country"]
    if country and country["steps"]:
        name = country["name"] or "?"
        title = gettext("Country of origin: {name}").format(name=name)
        sections.append(Section(title, (), (_steps(country["steps"]),), "", 2))
    if verdict["conditions"]:
        sections.append(Section(gettext("What must still hold"), tuple(verdict["conditions"]), (), "", 2))
    if plan and plan["proposals"]:
        said = tuple(
            f"{n}. {' '.join(p['sentences'])} → {p['outcome_text']} {p['criterion']}".rstrip()
            for n, p in enumerate(plan["proposals"], 1)
        )
        sections.append(Section(gettext("What would make it originate"), said, (), "", 2))
    if plan and plan["headroom"]:
        sections.append(Section(gettext("Room left"), tuple(room["text"] for room in plan["headroom"]), (), "", 2))
    return sections


def _bill(verdict: dict, currency: str) -> Grid:
    states = {True: gettext("originating"), False: gettext("not originating"), None: gettext("not known")}
    rows = tuple(
        (
            line["line"],
            line["name"],
            ", ".join(line["codes"]),
            line["origin"] or "—",
            states[line["originating"]],
            "—" if line["value"] is None else shown(line["value"], currency),
        )
        for line in verdict["materials"]
    )
    heads = (
        gettext("Line"),
        gettext("Material"),
        gettext("Code"),
        gettext("Origin"),
        gettext("State"),
        gettext("Value, {currency}").format(currency=currency),
    )
    return Grid(heads, rows, (2, 6, 3, 2, 3, 3), (5,))


def _steps(steps: list[dict]) -> Grid:
    met = {True: gettext("met"), False: gettext("not met"), None: gettext("open")}
    rows = tuple((step["line"] or "—", met[step["outcome"]], step["text"], step["article"]) for step in steps)
    return Grid((gettext("Line"), gettext("Outcome"), gettext("Step taken"), gettext("Article")), rows, (2, 2, 10, 5))


def _ground(verdict: dict) -> str:
    return " ".join([verdict["criterion"], *verdict["marks"]]).strip()


def _money(amount: int, currency: str) -> str:
    return f"{shown(amount, currency)} {currency}"
