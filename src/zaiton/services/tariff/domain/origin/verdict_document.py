"""A verdict as one plain document, the same for page, API and command: every line in the language asked for, figures beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from zaiton.base.money import shown
from zaiton.base.text import Bilingual
from zaiton.base.text import gettext_noop as _
from zaiton.services.tariff.domain.document import Voice
from zaiton.services.tariff.domain.origin.changing import ChangeFigures
from zaiton.services.tariff.domain.origin.country import Country
from zaiton.services.tariff.domain.origin.judging import Verdict
from zaiton.services.tariff.domain.origin.notation import percent_text, short, spans_text
from zaiton.services.tariff.domain.origin.profile import Profile
from zaiton.services.tariff.domain.origin.rules import Operation, Part, Rule, Span, Way
from zaiton.services.tariff.domain.origin.sheet import Entry
from zaiton.services.tariff.domain.origin.steps import Args, Missing, NamedPart, Step, named
from zaiton.services.tariff.domain.origin.valuing import ValueFigures
from zaiton.services.tariff.domain.origin.ways import TestResult

OUTCOMES = {
    "originating": _("Originating"),
    "not_originating": _("Not originating"),
    "undetermined": _("Undetermined"),
}
LEVELS = {
    "chapter": _("chapter (2 digits)"),
    "heading": _("heading (4 digits)"),
    "subheading": _("subheading (6 digits)"),
    "item": _("national line (8 digits)"),
}
BASES = {"fob": _("FOB"), "ex_works": _("ex-works")}
PROVISIONS = {
    "articles": _("numbers of articles"),
    "hs_edition": _("edition of the Harmonized System"),
    "structure": _("order of the criteria"),
    "base": _("price that shares are taken of"),
    "general": _("general rule"),
    "tolerances": _("tolerance"),
    "minimal": _("operations that never confer origin"),
    "packaging_in_value": _("packing for retail sale"),
    "accessories_in_value": _("accessories"),
    "fungible": _("interchangeable materials"),
    "transit": _("stay on the way"),
    "cumulation": _("cumulation"),
    "absorption": _("absorption"),
}
GRAMS = 10**6
UNKNOWN = "?"
MOST_SHOWN = 12
MONEY = frozenset({"value", "price", "foreign", "own", "costs", "amount", "gross"})
PLACES = frozenset({"origin", "exporter", "importer", "party"})
MANY_PLACES = frozenset({"parties", "via"})
SHARES = frozenset({"share", "least"})


@dataclass(frozen=True, slots=True)
class Words:
    """How figures and names are written. ``rule``: the words of a rule; ``operation``: of an operation a rule asks for or a
    listed minimal operation; ``goods``: of the goods or part a rule names.
    """

    voice: Voice
    currency: str
    place: Callable[[str], str]
    rule: Callable[[Rule | Part | Way], str] = short
    operation: Callable[[Operation | str], str] = str
    goods: Callable[[str], str] = str

    def sentence(self, step: Step) -> str:
        """A line of the assessment."""
        return step.sentence(self.voice.translate, self._word(step.args))

    def missing(self, asked: Missing) -> tuple[str, str]:
        """A missing fact, and what to do about it."""
        word = self._word(asked.args)
        return asked.sentence(self.voice.translate, word), asked.remedy(self.voice.translate, word)

    def _word(self, args: Args) -> Callable[[str, object], str]:
        weight = named(args).get("measure") == "weight"
        return lambda key, value: self._one(key, value, weight)

    def _one(self, key: str, value: object, weight: bool) -> str:
        """One argument of a sentence."""
        if value is None:
            return UNKNOWN
        if key in MONEY:
            return kilograms(value) if weight else f"{shown(value, self.currency)} {self.currency}"
        if key in SHARES:
            part, whole = value
            return percent_text(Fraction(part * 100, whole)) if whole else UNKNOWN
        if key == "percent":
            return percent_text(value)
        if key in PLACES:
            return self.place(value)
        if key in MANY_PLACES:
            return ", ".join(self.place(v) for v in value)
        if key == "rule":
            return self.rule(value)
        if key == "level":
            return self.voice.translate(LEVELS[value])
        if key == "base":
            return self.voice.translate(BASES[value])
        return self._other(key, value)

    def _other(self, key: str, value: object) -> str:
        if key == "operation":
            return self.operation(value)
        if key == "operations":
            return ", ".join(self.operation(v) for v in value)
        if key == "known":
            return ", ".join(self.goods(v) for v in value)
        if key == "part":
            return self.goods(value)
        if key == "codes":
            return self._codes(value)
        if isinstance(value, date):
            return value.isoformat()
        return str(value)

    def _codes(self, value: object) -> str:
        """Codes a rule names, a part it names, or codes a good may have."""
        if isinstance(value, NamedPart):
            return self.goods(value.key)
        if value and isinstance(value[0], Span):
            return spans_text(value)
        return _shown_codes(value)


def _shown_codes(codes: tuple[str, ...]) -> str:
    """Codes a good may have, the first dozen where there are very many."""
    more = ", …" if len(codes) > MOST_SHOWN else ""
    return (", ".join(codes[:MOST_SHOWN]) or "…") + more


def kilograms(milligrams: int) -> str:
    """A weight as people write it."""
    whole, rest = divmod(milligrams, GRAMS)
    decimals = f"{rest:06}".rstrip("0")
    return f"{whole}{'.' if decimals else ''}{decimals} kg"


def verdict_document(verdict: Verdict, profile: Profile, words: Words) -> dict:
    """The document of one agreement's verdict."""
    say = words.voice
    return {
        "agreement": verdict.agreement,
        "name": say.pick(profile.name),
        "outcome": verdict.outcome,
        "outcome_text": say.translate(OUTCOMES[verdict.outcome]),
        "criterion": verdict.criterion,
        "marks": list(verdict.marks),
        "hs_edition": verdict.edition,
        "codes": list(verdict.codes),
        "rules": [
            {
                "code": candidate.code,
                "short": short(candidate.rule) if candidate.rule is not None else "",
                "text": words.rule(candidate.rule) if candidate.rule is not None else "",
                "general": candidate.general,
                "lack": candidate.lack.kind if candidate.lack is not None else None,
            }
            for candidate in verdict.candidates
        ],
        "ways": _ways(verdict, words),
        "steps": [_step(step, profile, words) for step in verdict.steps],
        "missing": [_missing(asked, words) for asked in verdict.missing],
        "materials": [_material(entry) for entry in verdict.entries],
        "country": _country(verdict.country, profile, words) if verdict.country is not None else None,
        "conditions": [words.sentence(step) for step in verdict.conditions],
        "proof": say.pick(profile.proof),
        "document": say.pick(profile.document),
        "status": profile.status,
        "unverified": [say.translate(PROVISIONS[name]) for name in profile.unverified if name in PROVISIONS],
    }


def article_text(article: str, document: Bilingual, say: Voice) -> str:
    """Where a line stands: the text and the number of its article; blank where no text was at hand."""
    if not article:
        return ""
    return say.translate(ARTICLE).format(document=say.pick(document), article=article).strip()


ARTICLE = _("{document}, article {article}")


def _step(step: Step, profile: Profile, words: Words) -> dict:
    return {
        "code": step.code,
        "line": step.line,
        "outcome": step.outcome,
        "text": words.sentence(step),
        "article": article_text(step.article, profile.document, words.voice),
        "depth": step.depth,
    }


def _missing(asked: Missing, words: Words) -> dict:
    sentence, remedy = words.missing(asked)
    return {"code": asked.code, "line": asked.line, "field": asked.field, "text": sentence, "mend": remedy}


def _material(entry: Entry) -> dict:
    return {
        "line": entry.path,
        "name": entry.material.name,
        "codes": list(entry.codes),
        "origin": entry.origin,
        "originating": entry.state,
        "value": entry.value,
        "counts_for_change": entry.in_change,
        "counts_for_value": entry.in_value,
    }


def _ways(verdict: Verdict, words: Words) -> list[dict]:
    found = []
    for candidate in verdict.candidates:
        for part in candidate.parts:
            for way in part.ways:
                found.append(
                    {
                        "code": candidate.code,
                        "goods": part.part.goods,
                        "rule": words.rule(way.way),
                        "short": short(way.way),
                        "outcome": way.outcome,
                        "chosen": way is verdict.chosen,
                        "tolerance": way.tolerance,
                        "tests": [_test(test) for test in way.tests],
                    }
                )
    return found


def _test(result: TestResult) -> dict:
    """One test with its figures: of a change what blocks it, of a share the sums and what is short."""
    document: dict = {"test": short(result.test), "outcome": result.outcome}
    figures = result.figures
    if isinstance(figures, ChangeFigures):
        document |= {
            "blocking": list(figures.blocking),
            "doubtful": list(figures.doubtful),
            "value": figures.value_most,
            "allowance_value": figures.allowance_value,
            "weight_kg": _plain_weight(figures.weight_most),
            "allowance_weight_kg": _plain_weight(figures.allowance_weight),
            "tolerance": figures.tolerance,
        }
    elif figures:
        document["formulas"] = [_formula(figure) for figure in figures if isinstance(figure, ValueFigures)]
    return document


def _plain_weight(milligrams: int | None) -> str | None:
    return None if milligrams is None else kilograms(milligrams).removesuffix(" kg")


def _formula(figure: ValueFigures) -> dict:
    return {
        "method": figure.method,
        "price": figure.price,
        "originating": figure.own,
        "not_originating_least": figure.foreign_least,
        "not_originating_most": figure.foreign_most,
        "percent_needed": percent_text(figure.percent_needed),
        "share_least": None if figure.share_least is None else percent_text(figure.share_least * 100),
        "share_most": None if figure.share_most is None else percent_text(figure.share_most * 100),
        "shortfall": figure.shortfall,
        "shortfall_added": figure.added,
    }


def _country(country: Country, profile: Profile, words: Words) -> dict:
    return {
        "party": country.party,
        "name": words.place(country.party) if country.party else "",
        "basis": country.basis,
        "matters": country.matters,
        "own_share": None if country.own_share is None else percent_text(country.own_share * 100),
        "steps": [_step(step, profile, words) for step in country.steps],
        "missing": [_missing(asked, words) for asked in country.missing],
        "claims": [
            {
                "mark": claim.mark,
                "parties": list(claim.parties),
                "rate": None if claim.rate is None else percent_text(claim.rate),
            }
            for claim in country.claims
        ],
    }
