"""How a person wants to be told, as they choose it."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction

from zaiton.blocks.evidence.public import record
from zaiton.blocks.notices.domain.cards import PreferenceCard
from zaiton.blocks.notices.models import Preference
from zaiton.blocks.notices.queries.kinds import groups
from zaiton.blocks.notices.queries.preferences import preference_of


def preferences_set(
    *, person: str, mail_on: Iterable[str], quiet_begins: time, quiet_ends: time, at: datetime
) -> PreferenceCard:
    """Store which groups come by mail and the quiet hours; equal ends mean none. Nothing is written where nothing changes."""
    with transaction.atomic():
        before = preference_of(person)
        off = sorted(set(groups()) - set(mail_on))
        after = PreferenceCard(frozenset(off), quiet_begins, quiet_ends)
        if after == before:
            return after
        Preference.objects.update_or_create(
            person=person,
            defaults={"mail_off": off, "quiet_begins": quiet_begins, "quiet_ends": quiet_ends, "changed_at": at},
        )
        record(
            actor=f"person/{person}",
            action="notices.preferences.changed",
            object=f"notices.preferences/{person}",
            before=_state(before),
            after=_state(after),
            at=at,
        )
    return after


def _state(card: PreferenceCard) -> dict:
    return {
        "mail_off": sorted(card.mail_off),
        "quiet_begins": card.quiet_begins.isoformat(),
        "quiet_ends": card.quiet_ends.isoformat(),
    }
