"""What else must hold before an application is taken: what services ask of it, and that its certificates can be drawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.module_loading import import_string

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.domain.answers import AnswersRefused, AnswerTooLong, NotDrawable
from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.cases.queries.agreeing import must_agree
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.papers import public as papers
from zaiton.kit.manifest import installed


def must_hold(
    definition: Definition, facts: Mapping[str, Any], *, organisation: str, person: str, at: datetime
) -> None:
    """Raises the refusal of the first demand that the facts do not meet; those told of single facts all at once."""
    must_agree(definition, facts, day_of(at))
    _must_be_stated(definition, facts)
    for manifest in installed().values():
        if definition.name in manifest.case_checks:
            check = import_string(manifest.case_checks[definition.name].replace(":", "."))
            check(facts=facts, organisation=organisation, person=person, at=at)


def _must_be_stated(definition: Definition, facts: Mapping[str, Any]) -> None:
    """What no certificate could state is named now, not when the certificate is due: signs without a shape, long names."""
    wanted = [item.certificate for item in definition.items if item.certificate]
    shown = dict.fromkeys(name for one in wanted for name in (*one.shows, one.holder) if facts.get(name) is not None)
    texts = {name: str(facts[name]) for name in shown if definition.fact(name).type == "text"}
    most, holders = papers.LONGEST, {one.holder for one in wanted}
    wrong: list[tuple[str, Refusal]] = [
        (name, AnswerTooLong(name, most=most)) for name in texts if name in holders and len(texts[name]) > most
    ]
    for name, text in texts.items():
        missing = papers.undrawable(text)
        if missing:
            told = "、".join(f"{character} (U+{ord(character):04X})" for character in missing[:10])
            wrong.append((name, NotDrawable(name, characters=told)))
    if wrong:
        raise AnswersRefused(wrong)
