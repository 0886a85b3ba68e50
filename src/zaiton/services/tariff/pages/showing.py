"""The answer as the page shows it: every text already made, so that the template only places them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import get_language, gettext

from zaiton.kit.charts import Series, step_chart
from zaiton.services.tariff.domain.answer import Answer
from zaiton.services.tariff.domain.document import MFN_NAME
from zaiton.services.tariff.domain.duty import percent_of
from zaiton.services.tariff.domain.duty_text import duty_words
from zaiton.services.tariff.domain.plan import GENERAL, MFN, PROVISIONAL
from zaiton.services.tariff.domain.timeline import Change, Stretch, last_day
from zaiton.services.tariff.pages.amounts import amount_text
from zaiton.services.tariff.pages.asking import AskState
from zaiton.services.tariff.pages.costs import landed_view
from zaiton.services.tariff.queries.names import territory_name

LONGEST_SERIES_NAME = 12
DOUBTFUL = ("sample", "synthetic", "unverified")


@dataclass(slots=True)
class Shown:
    """Everything the answer's part of the page places."""

    tone: str
    verdict: str
    lines: list[str]
    good: str
    document: dict
    rows: list[dict]
    years: list[dict] = field(default_factory=list)
    year_names: list[dict] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    chart: str = ""
    links: dict = field(default_factory=dict)
    choose: list[dict] = field(default_factory=list)
    has_amounts: bool = False
    heading: str = ""
    caution: str = ""
    landed: dict | None = None


def shown(
    state: AskState, given: Answer, document: dict, stretches: tuple[Stretch, ...], changed: tuple[Change, ...]
) -> Shown:
    """The answer's part of the page."""
    tone, verdict, lines = _verdict(given, document)
    query = query_of(state)
    view = Shown(
        tone=tone,
        verdict=verdict,
        lines=lines,
        good=f"{document['code']} {document['name']}".strip(),
        heading=_heading(document),
        landed=landed_view(document),
        document=document,
        rows=[_row(rate, document, query) for rate in document["rates"]],
        links={"json": "/api/tariff/best?" + urlencode([*_api_query(document), *(("fact", f) for f in state.facts)])},
        choose=[
            {"code": line, "address": f"?{urlencode([*query_without_q(query), ('q', line)])}"}
            for line in document["lines"]
        ],
        has_amounts=any(rate["duty"] for rate in document["rates"]),
    )
    if any(source["status"] in DOUBTFUL for source in document["sources"]):
        view.caution = gettext("Rests on sample or unverified figures: check them before you declare.")
    if len(stretches) > 1:
        show_years(view, stretches, changed, document["question"]["on"])
    return view


def query_of(state: AskState) -> list[tuple[str, str]]:
    """The question as pairs of an address, blanks left out."""
    names = ("q", "origin", "destination", "on", "value", "currency", "quantity", "unit")
    pairs = [(name, getattr(state, name)) for name in names if getattr(state, name)]
    return [*pairs, *(("fact", fact) for fact in state.facts)]


def query_without_q(query: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs of an address but for the good."""
    return [(name, value) for name, value in query if name != "q"]


def _api_query(document: dict) -> list[tuple[str, str]]:
    asked = document["question"]
    pairs = [
        ("code", document["code"]),
        ("origin", asked["origin"]),
        ("destination", asked["destination"]),
        ("on", str(asked["on"])),
    ]
    exchange = asked["exchange"]
    if exchange:
        pairs += [("value", str(exchange["value"]["amount"])), ("currency", exchange["value"]["currency"])]
    elif asked["value"]:
        pairs.append(("value", str(asked["value"]["amount"])))
    if asked["quantity"] is not None:
        pairs += [("quantity", str(asked["quantity"])), ("unit", asked["unit"] or "")]
    return pairs


def _heading(document: dict) -> str:
    asked, language = document["question"], get_language() or ""
    return gettext("From {origin} to {destination} on {day}").format(
        origin=territory_name(asked["origin"], language),
        destination=territory_name(asked["destination"], language),
        day=asked["on"],
    )


def _verdict(given: Answer, document: dict) -> tuple[str, str, list[str]]:
    """Tone, sentence and the lines beneath it."""
    best, mfn = document["best"], document["mfn"]
    if given.coverage == "none":
        if given.lines and given.notes and given.notes[0].code == "choose_line":
            return "", gettext("Choose the line of the tariff"), [note["text"] for note in document["notes"]]
        return "warn", gettext("Not covered"), [note["text"] for note in document["notes"]]
    if best is None:
        return "warn", gettext("One fact is still missing to tell which rate is lowest"), _open_facts(document)
    lines: list[str] = []
    if best["agreement"] in (MFN, PROVISIONAL, GENERAL):
        verdict = gettext("Pay the most-favoured-nation rate, {duty}").format(duty=best["duty_text"])
        if best["agreement"] != MFN:
            verdict = gettext("Pay this: {name}, {duty}").format(name=best["name"], duty=best["duty_text"])
        lines.append(gettext("No agreement on file is lower; no proof of origin is needed."))
        tone = ""
    else:
        verdict = gettext("Use {agreement}: {duty}").format(agreement=best["name"], duty=best["duty_text"])
        tone = "ok"
        lines += _saving(document)
        if best["proof"]:
            lines.append(gettext("Needed: {proof}").format(proof=best["proof"]))
    lines += [note["text"] for note in document["notes"]] + _open_facts(document)
    if mfn is None and any(gap["agreement"] == "MFN" for gap in document["missing"]) and not _undecided_mfn(document):
        lines.append(gettext("The most-favoured-nation rate is not covered on this day, so the saving cannot be told."))
    return tone, verdict, lines


def _undecided_mfn(document: dict) -> bool:
    return any(rate["agreement"] == "MFN" or rate["part_of_mfn"] for rate in document["rates"])


def _open_facts(document: dict) -> list[str]:
    needs = [need["text"] for need in document["needs"]]
    sentence = gettext("Give {facts}: then it can be told.").format(facts=gettext(", ").join(needs))
    return [sentence] if needs else []


def _saving(document: dict) -> list[str]:
    saving, base = document["saving"], document["base"]
    if base is not None and base["agreement"] != MFN and saving["duty"] is not None and saving["duty"]["amount"] > 0:
        sentence = gettext("{amount} less duty than at the rate due without an agreement ({name}).")
        return [sentence.format(amount=amount_text(saving["duty"]), name=base["name"])]
    if saving["duty"] is not None and saving["duty"]["amount"] > 0:
        return [
            gettext("{amount} less duty than at the most-favoured-nation rate.").format(
                amount=amount_text(saving["duty"])
            )
        ]
    points = saving["percentage_points"]
    if points:
        return [gettext("{points} percentage points below the most-favoured-nation rate.").format(points=points)]
    return []


def _row(rate: dict, document: dict, query: list[tuple[str, str]]) -> dict:
    """One row of the table of rates."""
    best = document["best"]
    usable = {True: gettext("Yes"), False: gettext("No"), None: gettext("Depends")}[rate["applies"]]
    base = [pair for pair in query if pair[0] != "fact"]
    return {
        "name": rate["name"],
        "id": rate["agreement"],
        "duty": rate["duty_text"],
        "amount": amount_text(rate["duty"])
        or (rate["needs"] and gettext("needs {fact}").format(fact=rate["needs"]))
        or "—",
        "usable": usable,
        "icon": {True: "ok", False: "bad", None: "warn"}[rate["applies"]],
        "reason": rate["reason"],
        "derivation": rate["derivation"],
        "article": rate["article"],
        "status": rate["status"] or "",
        "source": rate["source"] or "",
        "period": _period(rate),
        "conflicts": [c["text"] for c in rate["conflicts"]],
        "candidates": [
            {"answer": c["answer"], "duty": c["duty_text"], "address": f"?{urlencode([*base, ('fact', c['fact'])])}"}
            for c in rate["candidates"]
        ],
        "class": "is-best" if best and rate["agreement"] == best["agreement"] else "" if rate["applies"] else "is-off",
    }


def _period(rate: dict) -> str:
    if rate["in_force_from"] is None or rate["source"] is None:
        return ""
    if rate["in_force_until"] is None:
        return gettext("since {day}").format(day=rate["in_force_from"])
    last = date.fromordinal(rate["in_force_until"].toordinal() - 1)
    return gettext("{first} to {last}").format(first=rate["in_force_from"], last=last)


def show_years(view: Shown, stretches: tuple[Stretch, ...], changed: tuple[Change, ...], asked: date) -> None:
    """The table of the years, the sentences on changes, and the chart."""
    names = list(dict.fromkeys(r.agreement for s in stretches for r in s.answer.rates if r.applies and not r.part))
    titles = {r.agreement: r.info.name for s in stretches for r in s.answer.rates if r.info is not None}
    language = "en" if (get_language() or "").startswith("en") else "zh"
    titles.pop("MFN", None)
    spoken = {n: titles[n].in_language(language) if n in titles else n for n in names}
    if "MFN" in spoken:
        spoken["MFN"] = gettext(MFN_NAME)
    view.year_names = [{"id": n, "name": spoken[n]} for n in names]
    for stretch in stretches:
        best = stretch.answer.best
        view.years.append(
            {
                "from": f"{stretch.begins:%Y-%m-%d}",
                "to": f"{last_day(stretch):%Y-%m-%d}" if stretch.ends else gettext("open"),
                "rates": [
                    {"text": _rate_text(stretch, n), "name": spoken[n], "best": best and best.agreement == n}
                    for n in names
                ],
                "best": _best_text(stretch),
                "now": stretch.begins <= asked and (stretch.ends is None or asked < stretch.ends),
            }
        )
    view.changes = [
        gettext("From {day} the best agreement is {after}, before {before}.").format(
            day=f"{c.day:%Y-%m-%d}", after=spoken.get(c.after, c.after), before=spoken.get(c.before, c.before)
        )
        for c in changed
    ]
    view.chart = _chart(stretches, names, spoken, changed, asked)


def _best_text(stretch: Stretch) -> str:
    """The best agreement of a stretch, said to be partly covered where something in force is not on file."""
    best = stretch.answer.best
    if best is None:
        return "—"
    full = stretch.answer.coverage == "full"
    return best.agreement if full else gettext("{agreement} (partly covered)").format(agreement=best.agreement)


def _rate_text(stretch: Stretch, agreement: str) -> str:
    rate = stretch.claim(agreement)
    return "—" if rate is None else duty_words(rate.duty, (get_language() or "").startswith("en"))


def _short(agreement: str, name: str) -> str:
    """The name a chart has room for: the agreement's id where the full name is long."""
    return agreement if len(name) > LONGEST_SERIES_NAME else name


def _chart(
    stretches: tuple[Stretch, ...], names: list[str], spoken: dict[str, str], changed: tuple[Change, ...], asked: date
) -> str:
    """The step chart of ad valorem rates, from the first day on file to the end."""
    end = stretches[-1].ends or date(stretches[-1].begins.year + 1, 1, 1)
    series = []
    for name in names[:5]:
        points: list[tuple[date, Decimal | None]] = []
        for stretch in stretches:
            rate = stretch.rate_of(name)
            points.append((stretch.begins, None if rate is None else percent_of(rate)))
        if any(y is not None for _, y in points):
            series.append(Series(_short(name, spoken[name]), [*points, (end, points[-1][1])]))
    if not series:
        return ""
    markers = [(c.day, f"{c.day:%Y-%m-%d}") for c in changed[:3]]
    return step_chart(
        series,
        y_unit="%",
        title=gettext("Rates of duty over the years"),
        desc=gettext("One line for each agreement; the same figures stand in the table below."),
        markers=markers,
    )
