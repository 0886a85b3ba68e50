"""What happens to a certificate, and to those that rest on it: never a valid one on one that is not."""

import json
import random
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from zaiton.base.refusals import Refusal
from zaiton.base.text import Bilingual
from zaiton.blocks.evidence.public import verify
from zaiton.blocks.identity.tests.factories import a_person, an_organisation
from zaiton.blocks.notices.queries.inbox import inbox
from zaiton.blocks.papers.actions.changing import EVENT
from zaiton.blocks.papers.domain.register_refusals import ReasonMissing, SupersededByItself
from zaiton.blocks.papers.jobs import tell
from zaiton.blocks.papers.models import Certificate, Rest, StatusEntry
from zaiton.blocks.papers.public import (
    Card,
    CertificateCarries,
    NoSuchCertificate,
    PrerequisiteFallen,
    StatusUnfit,
    certificate_card,
    certificate_note,
    certificate_resume,
    certificate_revoke,
    certificate_supersede,
    certificate_suspend,
)
from zaiton.blocks.papers.tests.factories import LATER, OFFICER, REASON, a_certificate
from zaiton.kit.work import Delivery
from zaiton.kit.work.models import Job

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {"actor": OFFICER, "at": LATER, "reason": REASON}


def suspend(card: Card, dependants: str = "suspend") -> tuple[Card, ...]:
    return certificate_suspend(card.public_id, dependants=dependants, **SAID)


def resume(card: Card) -> tuple[Card, ...]:
    return certificate_resume(card.public_id, **SAID)


def revoke(card: Card, dependants: str = "refuse") -> tuple[Card, ...]:
    return certificate_revoke(card.public_id, dependants=dependants, **SAID)


def statuses(*cards: Card) -> list[str]:
    return [certificate_card(card.public_id).status for card in cards]


def chain() -> tuple[Card, Card, Card]:
    """Ownership, nationality on it, manning on that."""
    ownership = a_certificate()
    nationality = a_certificate(ownership)
    return ownership, nationality, a_certificate(nationality)


def test_a_change_stands_in_the_history_with_reason_and_article():
    card = a_certificate()
    changed = certificate_suspend(card.public_id, article="船舶登记条例第三十九条", **SAID)
    assert [one.public_id for one in changed] == [card.public_id]
    last = certificate_card(card.public_id).history[-1]
    assert (last.status, last.at, last.reason, last.article, last.cause) == (
        "suspended",
        LATER,
        REASON,
        "船舶登记条例第三十九条",
        "",
    )
    assert resume(card)[0].status == "valid" and len(certificate_card(card.public_id).history) == 3
    assert verify().ok


def test_one_that_carries_others_does_not_fall_alone():
    ownership, nationality, manning = chain()
    for act in (suspend, revoke):
        with pytest.raises(CertificateCarries, match=nationality.number):
            act(ownership, "refuse")
    assert statuses(ownership, nationality, manning) == ["valid"] * 3
    assert StatusEntry.objects.count() == 3
    with pytest.raises(ValueError, match="not revoked"):
        suspend(ownership, "revoke")


def test_the_whole_tree_falls_each_because_of_the_one_before():
    ownership, nationality, manning = chain()
    changed = revoke(ownership, "suspend")
    assert [(card.number, card.status, card.history[-1].cause) for card in changed] == [
        (ownership.number, "revoked", ""),
        (nationality.number, "suspended", ownership.public_id),
        (manning.number, "suspended", nationality.public_id),
    ]


def test_revoking_takes_suspended_ones_along():
    ownership, nationality, manning = chain()
    suspend(nationality)
    revoke(ownership, "revoke")
    assert statuses(ownership, nationality, manning) == ["revoked"] * 3
    for card in (ownership, nationality, manning):
        for act in (suspend, resume, revoke):
            with pytest.raises(StatusUnfit):
                act(card)


def test_even_suspended_ones_keep_a_certificate_from_being_revoked_alone():
    ownership, nationality, _ = chain()
    suspend(nationality)
    with pytest.raises(CertificateCarries, match=nationality.number):
        revoke(ownership)
    assert suspend(ownership, "refuse")[0].status == "suspended", "nothing valid rests on it"


def test_what_was_down_only_because_of_it_rises_with_it():
    ownership, nationality, manning = chain()
    suspend(ownership)
    changed = resume(ownership)
    assert [card.number for card in changed] == [ownership.number, nationality.number, manning.number]
    assert {card.status for card in changed} == {"valid"} and changed[2].history[-1].cause == nationality.public_id


def test_what_was_suspended_itself_stays_down():
    ownership, nationality, manning = chain()
    suspend(nationality)
    suspend(ownership, "refuse")
    assert [card.number for card in resume(ownership)] == [ownership.number]
    assert statuses(nationality, manning) == ["suspended", "suspended"]
    assert statuses(*resume(nationality)) == ["valid", "valid"]


def test_one_down_because_of_another_can_be_suspended_on_its_own_account_as_well():
    ownership, nationality, manning = chain()
    suspend(ownership)
    assert [card.number for card in suspend(nationality)] == [nationality.number]
    with pytest.raises(StatusUnfit):
        suspend(nationality)
    resume(ownership)
    assert statuses(ownership, nationality, manning) == ["valid", "suspended", "suspended"]


def test_one_resting_on_two_stays_down_until_both_stand():
    name, ownership = a_certificate(), a_certificate()
    radio = a_certificate(name, ownership)
    suspend(name)
    suspend(ownership)
    resume(name)
    assert statuses(radio) == ["suspended"]
    with pytest.raises(PrerequisiteFallen, match=ownership.number):
        resume(radio)
    resume(ownership)
    assert statuses(radio) == ["valid"]


def test_a_new_certificate_takes_the_place_of_the_old_one():
    old, other = a_certificate(), a_certificate()
    resting, on_both = a_certificate(old), a_certificate(old, other)
    suspend(old)
    card = certificate_supersede(old.public_id, by=other.public_id, **SAID)
    assert (card.status, card.superseded_by) == ("superseded", other.public_id)
    assert statuses(resting, on_both, other) == ["valid"] * 3
    assert certificate_card(resting.public_id).rests_on == (other.public_id,)
    assert certificate_card(on_both.public_id).rests_on == (other.public_id,)
    suspend(other)
    assert statuses(resting, on_both) == ["suspended"] * 2
    with pytest.raises(StatusUnfit):
        certificate_supersede(old.public_id, by=other.public_id, **SAID)


def test_what_takes_a_place_rests_on_what_the_old_one_rested_on():
    """A nationality renewed in a case of its own falls with the ownership, as the first one would have."""
    ownership, fallen = a_certificate(), a_certificate()
    old = a_certificate(ownership, fallen)
    renewed = a_certificate()
    certificate_suspend(fallen.public_id, **SAID, dependants="suspend")
    certificate_supersede(old.public_id, by=renewed.public_id, **SAID)
    assert certificate_card(renewed.public_id).rests_on == (ownership.public_id,)
    certificate_revoke(ownership.public_id, **SAID, dependants="revoke")
    assert statuses(renewed) == ["revoked"]


def test_what_rests_on_a_certificate_cannot_take_its_place():
    ownership, _, manning = chain()
    for by in (manning, ownership):
        with pytest.raises(SupersededByItself):
            certificate_supersede(ownership.public_id, by=by.public_id, **SAID)
    down = a_certificate()
    suspend(down)
    with pytest.raises(PrerequisiteFallen):
        certificate_supersede(ownership.public_id, by=down.public_id, **SAID)
    with pytest.raises(NoSuchCertificate):
        certificate_supersede(ownership.public_id, by="nothing00000", **SAID)
    assert statuses(ownership) == ["valid"]


def test_a_note_stands_in_the_history_and_changes_no_status():
    card = a_certificate()
    mortgage = Bilingual("设定抵押权", "A mortgage was entered")
    noted = certificate_note(card.public_id, actor=OFFICER, at=LATER, note=mortgage, article="海商法第十三条")
    assert (noted.status, noted.status_since) == ("valid", card.status_since)
    assert (noted.history[-1].note, noted.history[-1].reason) == (True, mortgage)
    suspend(card)
    resume(card)
    assert statuses(card) == ["valid"], "a note is no suspension"
    revoke(card)
    with pytest.raises(StatusUnfit):
        certificate_note(card.public_id, actor=OFFICER, at=LATER, note=mortgage)


@pytest.mark.parametrize("reason", [Bilingual("", "why"), Bilingual("为什么", " "), Bilingual("长" * 501, "why")])
def test_a_change_needs_its_reason_in_both_languages(reason: Bilingual):
    card = a_certificate()
    with pytest.raises(ReasonMissing):
        certificate_revoke(card.public_id, actor=OFFICER, at=LATER, reason=reason)
    assert statuses(card) == ["valid"]


def test_the_holder_is_told_of_each_change_once():
    person, firm = a_person(), an_organisation(a_person())
    below = a_certificate(person=person.public_id)
    a_certificate(below, person=person.public_id, organisation=firm.public_id)
    suspend(below)
    certificate_note(below.public_id, actor=OFFICER, at=LATER, note=REASON)
    jobs = list(Job.objects.filter(event=EVENT).order_by("pk"))
    for job in (*jobs, jobs[0]):
        tell(Delivery(EVENT, json.loads(job.data), job.key, 1, LATER, LATER))
    found = inbox(person.public_id).notices
    assert [(notice.kind, notice.organisation) for notice in found] == [
        ("papers.noted", ""),
        ("papers.suspended", firm.public_id),
        ("papers.suspended", ""),
    ]
    assert below.number in found[2].sentence and REASON.zh in found[2].sentence


@pytest.mark.parametrize("seed", range(12))
def test_no_valid_certificate_ever_rests_on_one_that_is_not(seed: int):
    """Random trees of certificates and random acts on them; the rule is read from the tables after each."""
    chance = random.Random(seed)
    cards: list[Card] = []
    for step in range(60):
        at = LATER + timedelta(minutes=step)
        said = {**SAID, "at": at}
        one = chance.choice(cards).public_id if cards else ""
        other = chance.choice(cards).public_id if cards else ""
        acts = [
            lambda at=at: cards.append(
                a_certificate(*chance.sample(cards, min(len(cards), chance.randint(0, 3))), at=at)
            ),
            lambda one=one, said=said: certificate_suspend(
                one, dependants=chance.choice(["refuse", "suspend"]), **said
            ),
            lambda one=one, said=said: certificate_resume(one, **said),
            lambda one=one, said=said: certificate_revoke(
                one, dependants=chance.choice(["refuse", "suspend", "revoke"]), **said
            ),
            lambda one=one, other=other, said=said: certificate_supersede(one, by=other, **said),
        ]
        with suppress(Refusal):
            chance.choices(acts, weights=[4, 3, 3, 1, 1])[0]() if cards else acts[0]()
        assert not Rest.objects.filter(certificate__status="valid").exclude(on__status="valid").exists()
    check_histories()


def check_histories() -> None:
    """The status of each is that of its last entry, and nothing came back from the end."""
    for row in Certificate.objects.prefetch_related("entries"):
        past = [entry.status for entry in sorted(row.entries.all(), key=lambda entry: entry.pk)]
        assert past[0] == "valid" and past[-1] == row.status
        assert not {"revoked", "superseded"} & set(past[:-1])
    assert verify().ok
