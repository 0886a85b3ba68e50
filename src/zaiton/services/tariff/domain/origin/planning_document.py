"""A plan as one plain document: each proposal in a sentence with its cost, what it changes line by line, and what it comes to."""

from zaiton.base.money import shown
from zaiton.base.text import gettext_noop as _
from zaiton.services.tariff.domain.origin.planning import Alteration, Headroom, Plan, Proposal
from zaiton.services.tariff.domain.origin.profile import Profile
from zaiton.services.tariff.domain.origin.sourcing import changes_of
from zaiton.services.tariff.domain.origin.verdict_document import OUTCOMES, Words, kilograms

ALTERATIONS = {
    "declare": _("{line} {name}: the supplier in {after} declares that it originates there."),
    "resource": _("{line} {name}: bought from {after} instead of {before}, and shown to originate there."),
    "resource_unknown": _("{line} {name}: bought from {after}, and shown to originate there."),
    "resource_same": _("{line} {name}: bought in {after} from a maker who shows that it originates there."),
    "operation": _("Done in {after} as well: {operation}."),
    "processing": _("More is done in {after} than the operations that never confer origin."),
    "price": _(
        "Originating value of {value} is added, so that the price becomes {after_price} instead of {before_price}."
    ),
    "route": _("It travels without the stay in {before}, or the stay is as the agreement allows."),
}
HEADROOM = {
    "tolerance_value": _(
        "Materials that do not change their classification: {used} of the {allowed} that are passed over."
    ),
    "tolerance_weight": _(
        "Materials that do not change their classification: {used} of the {allowed} that are passed over."
    ),
    "foreign_value": _("Materials that do not originate: {used} of the {allowed} that the share of value leaves."),
}
LEFT = _("{left} more would do no harm.")
OVER = _("That is {left} too much.")
PARTIES = _("Any of these would do: {parties}.")
NOT_PROVED = _("A smaller change may exist: there were too many inputs to try all.")
STILL = _("Then it only waits for facts: {facts}")


def plan_document(plan: Plan, profile: Profile, words: Words, exporter: str) -> dict:
    """The document of what would make the product originate under one agreement."""
    return {
        "agreement": plan.verdict.agreement,
        "name": words.voice.pick(profile.name),
        "outcome": plan.verdict.outcome,
        "outcome_text": words.voice.translate(OUTCOMES[plan.verdict.outcome]),
        "proposals": [_proposal(one, words, exporter, profile.base) for one in plan.proposals],
        "headroom": [_headroom(one, words) for one in plan.headroom],
    }


def _proposal(proposal: Proposal, words: Words, exporter: str, base: str) -> dict:
    say = words.voice.translate
    notes = []
    if len(proposal.parties) > 1:
        notes.append(say(PARTIES).format(parties=", ".join(words.place(party) for party in proposal.parties)))
    if not proposal.proven:
        notes.append(say(NOT_PROVED))
    if proposal.verdict.missing:
        facts = " ".join(words.missing(asked)[0] for asked in proposal.verdict.missing)
        notes.append(say(STILL).format(facts=facts))
    return {
        "kind": proposal.kind,
        "inputs": proposal.inputs,
        "moved": proposal.moved,
        "proven": proposal.proven,
        "parties": list(proposal.parties),
        "rule": words.rule(proposal.way) if proposal.way is not None else "",
        "outcome": proposal.verdict.outcome,
        "outcome_text": say(OUTCOMES[proposal.verdict.outcome]),
        "criterion": proposal.verdict.criterion,
        "changes": [
            {"what": one.what, "line": one.line, "before": one.before, "after": one.after, "value": one.value}
            for one in proposal.alterations
        ],
        "tries": changes_of(proposal, base),
        "sentences": [_sentence(one, words, exporter) for one in proposal.alterations],
        "notes": notes,
    }


def _sentence(one: Alteration, words: Words, exporter: str) -> str:
    key = one.what
    if key == "resource":
        key = "resource_unknown" if not one.before else "resource_same" if one.before == one.after else key
    values = {"line": one.line, "name": one.name, "before": one.before, "after": words.place(one.after or exporter)}
    if one.before and one.what in ("resource", "declare"):
        values["before"] = words.place(one.before)
    if one.what == "operation":
        values["operation"] = words.operation(one.name)
    if one.what == "price":
        values |= {
            "value": _money(one.value or 0, words),
            "before_price": _money(int(one.before), words),
            "after_price": _money(int(one.after), words),
        }
    return words.voice.translate(ALTERATIONS[key]).format(**values)


def _headroom(room: Headroom, words: Words) -> dict:
    say = words.voice.translate
    write = kilograms if room.measure == "tolerance_weight" else lambda amount: _money(amount, words)
    left = room.allowed - room.used
    text = say(HEADROOM[room.measure]).format(used=write(room.used), allowed=write(room.allowed))
    more = say(LEFT if left >= 0 else OVER).format(left=write(abs(left)))
    return {
        "measure": room.measure,
        "used": room.used,
        "allowed": room.allowed,
        "left": left,
        "text": f"{text} {more}",
    }


def _money(amount: int, words: Words) -> str:
    return f"{shown(amount, words.currency)} {words.currency}"
