"""The inbox: told once, worded when read, one's own only, unread first, page by page."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from zaiton.blocks.identity.public import Unseen
from zaiton.blocks.notices.actions.inbox import notice_read, notices_read_all
from zaiton.blocks.notices.models import Notice
from zaiton.blocks.notices.public import UnknownKind, notice_put
from zaiton.blocks.notices.queries.inbox import inbox, notice_for, unread_count
from zaiton.blocks.notices.tests.factories import NOON, a_notice
from zaiton.kit.work import NoTransaction

LIN, ZHOU = "lin", "zhou"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]


def test_a_person_is_told_of_a_key_once_and_another_person_too() -> None:
    lin, zhou = LIN, ZHOU
    assert a_notice(lin, "case/1/decided")
    assert not a_notice(lin, "case/1/decided")
    assert a_notice(zhou, "case/1/decided")
    assert unread_count(lin) == unread_count(zhou) == 1


def test_a_notice_falls_with_the_write_it_tells_of() -> None:
    lin = LIN
    with pytest.raises(IntegrityError), transaction.atomic():
        a_notice(lin)
        raise IntegrityError
    assert unread_count(lin) == 0


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_it_is_a_bug() -> None:
    with pytest.raises(NoTransaction):
        notice_put(person="x", kind="trials.decided", data={"name": "n"}, link="", key="k", at=NOON)


def test_unknown_kinds_missing_placeholders_and_outside_links_are_bugs() -> None:
    lin = LIN
    given = {"person": lin, "kind": "trials.decided", "data": {"name": "n"}, "link": "/help/", "key": "k", "at": NOON}
    for wrong, error in [
        ({"kind": "trials.unheard"}, UnknownKind),
        ({"data": {}}, KeyError),
        ({"link": "https://evil.example/"}, ValueError),
        ({"link": "//evil.example/"}, ValueError),
        ({"link": "/" + "x" * 500}, ValueError),
        ({"key": ""}, ValueError),
        ({"key": "k" * 201}, ValueError),
    ]:
        with pytest.raises(error), transaction.atomic():
            notice_put(**{**given, **wrong})
    assert unread_count(lin) == 0


def test_it_is_worded_and_linked_in_the_readers_language() -> None:
    lin = LIN
    a_notice(lin, link="/en/help/")
    with translation.override("zh-hans"):
        chinese = inbox(lin).notices[0]
    with translation.override("en"):
        english = inbox(lin).notices[0]
    assert (chinese.title, chinese.sentence, chinese.link) == ("试验", "发给“k”的试验事件。", "/help/")
    assert (english.title, english.sentence, english.link) == ("Trial", "A trial event for “k”.", "/en/help/")


def test_a_notice_of_a_module_that_is_gone_is_still_listed() -> None:
    lin = LIN
    a_notice(lin)
    Notice.objects.update(kind="gone.decided")
    assert (inbox(lin).notices[0].title, inbox(lin).notices[0].urgent) == ("gone.decided", False)


def test_pages_show_unread_first_and_each_notice_once() -> None:
    lin = LIN
    for number in range(11):
        a_notice(lin, f"k{number}")
    for row in Notice.objects.filter(key__in=["k1", "k4", "k10"]):
        notice_read(person=lin, notice_id=row.public_id, at=NOON)
    keys = {row.public_id: row.key for row in Notice.objects.all()}
    for limit in (1, 3, 4, 8, 11, 50):
        seen, after = [], ""
        for _ in range(12):
            found = inbox(lin, after=after, limit=limit)
            seen += [keys[card.public_id] for card in found.notices]
            after = found.after
            if not after:
                break
        assert seen == ["k9", "k8", "k7", "k6", "k5", "k3", "k2", "k0", "k10", "k4", "k1"], limit
    assert [keys[c.public_id] for c in inbox(lin, unread_only=True, limit=3).notices] == ["k9", "k8", "k7"]
    assert inbox(lin, unread_only=True, limit=8).after == ""


def test_places_that_nobody_gave_begin_anew() -> None:
    lin = LIN
    a_notice(lin)
    for after in ("x", "u", "u-1", "r" + "9" * 30, "u²", "' or 1=1"):
        assert len(inbox(lin, after=after).notices) == 1


def test_groups_and_organisations_narrow_it() -> None:
    lin = LIN
    a_notice(lin, "a", organisation="firm")
    a_notice(lin, "b")
    assert len(inbox(lin, organisation="firm").notices) == 1
    assert len(inbox(lin, group="trials").notices) == 2
    assert inbox(lin, group="notices").notices == inbox(lin, group="nobody").notices == ()


def test_anothers_notice_does_not_exist() -> None:
    lin, zhou = LIN, ZHOU
    a_notice(lin)
    public_id = Notice.objects.get().public_id
    with pytest.raises(Unseen):
        notice_for(zhou, public_id)
    with pytest.raises(Unseen):
        notice_read(person=zhou, notice_id=public_id, at=NOON)
    with pytest.raises(Unseen):
        notice_read(person=lin, notice_id=public_id, at=NOON, organisation="another")
    assert unread_count(lin) == 1


def test_marking_all_leaves_what_came_later() -> None:
    lin = LIN
    a_notice(lin, "a", organisation="firm")
    a_notice(lin, "b")
    a_notice(lin, "c", at=NOON.replace(hour=5))
    assert notices_read_all(person=lin, at=NOON, organisation="firm") == 1
    assert notices_read_all(person=lin, at=NOON) == 1
    assert notices_read_all(person=lin, at=NOON) == 0
    assert unread_count(lin) == 1


def test_the_head_is_counted_and_a_page_found_by_an_index() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a small table is read whole there, and rightly")
    for query in (
        Notice.objects.filter(person=LIN, read_at=None).order_by()[:100],
        Notice.objects.filter(person=LIN, read_at=None).order_by("-id"),
        Notice.objects.filter(person=LIN, read_at__isnull=False, id__lt=9).order_by("-id"),
    ):
        plan = query.explain()
        assert "notices_notice_" in plan and "TEMP B-TREE" not in plan, plan
