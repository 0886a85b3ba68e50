"""Drafts and versions: two people, looked-at states, tests and soundness before publishing, days, withdrawal, replay."""

import json
from datetime import date

import pytest

from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.law.actions import versions
from zaiton.blocks.law.actions.drafts import draft_close, draft_new, draft_save
from zaiton.blocks.law.actions.versions import (
    draft_publish,
    rules_load,
    version_withdraw,
    withdrawal_ask,
    withdrawal_drop,
)
from zaiton.blocks.law.domain.rules import faults
from zaiton.blocks.law.domain.rules import publishing_faults as refused
from zaiton.blocks.law.models import RuleDraft, RuleVersion
from zaiton.blocks.law.public import NoRulesInForce, kept_table, receipt_bytes, replay, rules_in_force
from zaiton.blocks.law.queries.drafts import draft_card, drafts_open, judged
from zaiton.blocks.law.queries.shipped import ShippedRules
from zaiton.blocks.law.queries.versions import tables_listed, version_card, version_on, versions_of
from zaiton.blocks.law.tests.rule_texts import (
    AT,
    DAY,
    FIRST,
    GAP,
    RED,
    SHIPPED,
    TABLE,
    TESTS,
    change_of,
    drafted,
    publish,
    shipped_in_force,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(data_home):
    """A data home of its own."""
    return data_home


def save(draft, text=TABLE, tests=TESTS, person="one", seen=None):
    draft_save(public_id=draft, text=text, tests=tests, seen=seen or draft_card(draft).seen, person=person, at=AT)


def fee(on=DAY, tonnage=2000):
    rules = rules_in_force("berth-fee", on=on)
    return str(rules.decide(rules.engine.facts_of({"tonnage": tonnage, "cargo": "oil"})).outputs["fee"])


def test_a_draft_changes_nothing_until_a_second_person_publishes_it():
    draft = drafted()
    with pytest.raises(NoRulesInForce):
        rules_in_force("berth-fee", on=DAY)
    with pytest.raises(refused.OwnDraft):
        publish(draft, "one")
    before = evidence.verify().entries
    version = version_card(publish(draft, "two", "fees of the new port"))
    assert fee() == "300"
    assert (version.drafted_by, version.published_by, version.reason) == ("one", "two", "fees of the new port")
    assert version.until is None and version.table == kept_table(version.sha256)
    assert draft_card(draft).state == "published" and not drafts_open()
    assert evidence.verify().entries == before + 2 and evidence.verify().ok
    with pytest.raises(refused.DraftClosed):
        publish(draft)


def test_who_wrote_a_part_does_not_publish_it():
    draft = drafted()
    save(draft, TABLE.replace("300", "310"), TESTS.replace("300", "310"), person="two")
    for person in ("one", "two"):
        with pytest.raises(refused.OwnDraft):
            publish(draft, person)
    publish(draft, "three")
    assert fee() == "310"


@pytest.mark.parametrize(
    ("text", "tests", "refusal"),
    [
        (GAP, TESTS, refused.DraftUnsound),
        (TABLE.replace("cargo: other}, then", 'cargo: "oil, other"}, then'), TESTS, refused.DraftUnsound),
        (TABLE, RED, refused.TestsFail),
        (TABLE, "", refused.TestsMissing),
        (TABLE, TESTS.replace("facts: {tonnage: 1000}", "facts: {length: 9}"), refused.TestsFail),
    ],
)
def test_nothing_unsound_or_red_is_published(text, tests, refusal):
    draft = drafted(text, tests)
    before = evidence.verify().entries
    with pytest.raises(refusal):
        publish(draft)
    assert not RuleVersion.objects.exists() and draft_card(draft).state == "draft"
    assert evidence.verify().entries == before
    save(draft)
    publish(draft)
    assert fee() == "300"


def test_a_draft_changed_between_look_and_publish_is_not_published():
    draft = drafted()
    looked = draft_card(draft).seen
    save(draft, TABLE.replace("300", "310"), TESTS.replace("300", "310"))
    with pytest.raises(refused.DraftMoved):
        draft_publish(public_id=draft, seen=looked, reason="", person="two", at=AT)
    assert not RuleVersion.objects.exists()


def test_a_version_published_between_look_and_publish_stops_the_second():
    first, second = drafted(), drafted(TABLE.replace("in_force_from: 2024-01-01", "in_force_from: 2025-01-01"), "")
    save(second, draft_card(second).text, TESTS.replace("2024", "2025"))
    looked = draft_card(second).seen
    publish(first)
    with pytest.raises(refused.TableMoved):
        draft_publish(public_id=second, seen=looked, reason="", person="two", at=AT)
    publish(second)
    assert [(v.in_force_from, v.until) for v in versions_of("berth-fee")] == [
        (date(2025, 1, 1), None),
        (date(2024, 1, 1), date(2025, 1, 1)),
    ]


def test_two_editors_cannot_overwrite_one_another():
    draft = drafted()
    looked = draft_card(draft).seen
    save(draft, TABLE.replace("300", "310"), person="two", seen=looked)
    with pytest.raises(refused.DraftMoved):
        save(draft, TABLE.replace("300", "320"), person="one", seen=looked)
    assert "310" in draft_card(draft).text
    for nonsense in ("", "x", "1", "-1.0", "²", "9" * 40):
        with pytest.raises(refused.DraftMoved):
            save(draft, seen=nonsense or "?")


def test_a_refused_save_leaves_nothing_behind():
    draft = drafted()
    row, before = draft_card(draft), evidence.verify().entries
    for text in ("table: [", TABLE.replace("decimal", "float"), TABLE.replace("berth-fee", "other-fee")):
        with pytest.raises(faults.RuleFault):
            save(draft, text)
    with pytest.raises(faults.RuleFault):
        save(draft, tests="- {case: x}")
    assert draft_card(draft) == row and evidence.verify().entries == before


def test_one_version_at_most_for_a_first_day_and_a_new_one_ends_the_earlier():
    publish(drafted())
    again = drafted(TABLE.replace("300", "310"), TESTS.replace("300", "310"))
    with pytest.raises(refused.DayTaken):
        publish(again)
    save(
        again,
        TABLE.replace("300", "310").replace("2024-01-01", "2026-12-01"),
        TESTS.replace("2024", "2027").replace("300", "310"),
    )
    publish(again)
    assert [fee(date(2024, 1, 1)), fee(date(2026, 11, 30)), fee(date(2026, 12, 1))] == ["300", "300", "310"]
    states = [v.state(DAY) for v in versions_of("berth-fee")]
    assert states == ["waiting", "published"]
    assert [v.in_force_from for v in tables_listed(DAY)] == [date(2024, 1, 1)]
    with pytest.raises(NoRulesInForce):
        rules_in_force("berth-fee", on=date(2023, 12, 31))


def test_a_tables_own_end_is_an_end():
    publish(drafted(TABLE.replace("hit:", "in_force_until: 2025-01-01\nhit:")))
    assert fee(date(2024, 12, 31)) == "300"
    with pytest.raises(NoRulesInForce):
        rules_in_force("berth-fee", on=date(2025, 1, 1))
    assert version_on("berth-fee", DAY) is None


def test_withdrawing_takes_two_and_gives_the_days_back():
    publish(drafted())
    later = publish(
        drafted(
            TABLE.replace("300", "310").replace("2024-01-01", "2025-01-01"),
            TESTS.replace("2024", "2025").replace("300", "310"),
        )
    )
    assert fee() == "310"
    with pytest.raises(refused.NotWithdrawable):
        version_withdraw(public_id=later, person="two", at=AT)
    with pytest.raises(refused.ReasonMissing):
        withdrawal_ask(public_id=later, reason=" \n", person="one", at=AT)
    withdrawal_ask(public_id=later, reason="printed wrongly", person="one", at=AT)
    with pytest.raises(refused.NotWithdrawable):
        withdrawal_ask(public_id=later, reason="again", person="two", at=AT)
    with pytest.raises(refused.SameAsker):
        version_withdraw(public_id=later, person="one", at=AT)
    withdrawal_drop(public_id=later, person="two", at=AT)
    withdrawal_ask(public_id=later, reason="printed wrongly", person="one", at=AT)
    assert fee() == "310"
    version_withdraw(public_id=later, person="two", at=AT)
    assert fee() == "300" and version_card(later).state(DAY) == "withdrawn"
    with pytest.raises(refused.NotWithdrawable):
        version_withdraw(public_id=later, person="three", at=AT)
    with pytest.raises(refused.NotWithdrawable):
        withdrawal_drop(public_id=later, person="two", at=AT)
    publish(drafted(TABLE.replace("2024-01-01", "2025-01-01"), TESTS.replace("2024", "2025")))
    assert evidence.verify().ok


def test_old_receipts_replay_after_the_rules_have_changed():
    publish(drafted())
    rules = rules_in_force("berth-fee", on=DAY)
    content = receipt_bytes(rules.receipt(rules.engine.facts_of({"tonnage": 10, "cargo": "oil"})))
    old = version_on("berth-fee", DAY)
    publish(
        drafted(
            TABLE.replace("150.50", "9").replace("2024-01-01", "2026-01-01"),
            "- {case: a, on: 2026-02-01, facts: {tonnage: 1, cargo: oil}, outputs: {fee: 9}}",
        )
    )
    withdrawal_ask(public_id=old.public_id, reason="wrong", person="one", at=AT)
    version_withdraw(public_id=old.public_id, person="two", at=AT)
    document = json.loads(content)
    assert replay(kept_table(document["table"]["sha256"]), document, content) == content


def test_a_draft_of_the_version_in_force_goes_on_from_its_day_without_the_rows_that_ended():
    shipped_in_force()
    draft = change_of("simple-procedure")
    found = judged(draft_card(draft).text, draft_card(draft).tests)
    assert found.fault is None and found.table.in_force.first == FIRST
    names = [row.id for row in found.table.rows]
    assert "citizen" in names and "citizen-1996" not in names
    assert found.failing and all(o.fault for o in found.outcomes if not o.ok)
    assert draft_card(draft).base_sha256 == version_on("simple-procedure", DAY).sha256


def test_a_draft_is_closed_with_a_reason():
    draft = drafted()
    seen = draft_card(draft).seen
    with pytest.raises(refused.ReasonMissing):
        draft_close(public_id=draft, reason="", seen=seen, person="two", at=AT)
    draft_close(public_id=draft, reason="not needed", seen=seen, person="two", at=AT)
    assert (draft_card(draft).state, draft_card(draft).reason) == ("closed", "not needed")
    with pytest.raises(refused.DraftClosed):
        save(draft)
    with pytest.raises(refused.NoSuchRules):
        draft_card("no-such-draft")


def test_shipped_tables_are_in_force_once_with_their_tests_green():
    first = rules_load(at=AT)
    assert first.left_out == () and set(first.new) >= {"law/simple-procedure", "law/first-violation"}
    before = evidence.verify().entries
    assert rules_load(at=AT).new == () and evidence.verify().entries == before
    for card in tables_listed(DAY):
        assert judged((SHIPPED / f"{card.name}.yaml").read_text(), card.tests).ready
    assert rules_in_force("simple-procedure", on=DAY).engine.table.status == "unverified"


def test_a_newer_shipped_content_replaces_the_shipped_one_but_nothing_of_people(monkeypatch):
    def ship(text, tests=TESTS):
        monkeypatch.setattr(versions, "shipped_rules", lambda: [ShippedRules("port/berth-fee", text, tests)])
        return rules_load(at=AT)

    assert ship(TABLE).new and ship(TABLE.replace("300", "310"), TESTS.replace("300", "310")).new
    assert fee() == "310" and [v.state(DAY) for v in versions_of("berth-fee")] == ["published", "withdrawn"]
    assert not ship(TABLE).new and fee() == "310"
    assert isinstance(ship(GAP).left_out[0][1], refused.DraftUnsound) and fee() == "310"
    (live,) = (v for v in versions_of("berth-fee") if v.withdrawn_at is None)
    withdrawal_ask(public_id=live.public_id, reason="x", person="one", at=AT)
    version_withdraw(public_id=live.public_id, person="two", at=AT)
    assert not ship(TABLE.replace("300", "310"), TESTS.replace("300", "310")).new
    publish(drafted(TABLE.replace("300", "320"), TESTS.replace("300", "320")))
    assert not ship(TABLE.replace("300", "330"), TESTS.replace("300", "330")).new and fee() == "320"


@pytest.mark.parametrize(
    "text",
    [
        "a: &x [1]\nb: *x",
        "&x table: berth-fee",
        "table: " + "[" * 200 + "]" * 200,
        "table: " + "x" * 4_100_000,
        "a: &a [b,b]\nc: &c [*a,*a]",
        "table: t\ntable: u",
        "!!python/object/apply:os.system ['true']",
        "table: \x00",
        "- just\n- a list",
        "",
    ],
)
def test_malicious_and_broken_texts_are_refused_by_name(text):
    with pytest.raises(faults.RuleFault):
        draft_new(text=text, tests="", person="one", at=AT)
    with pytest.raises(faults.RuleFault):
        drafted(tests=text or "{}")
    assert not RuleDraft.objects.exists()
