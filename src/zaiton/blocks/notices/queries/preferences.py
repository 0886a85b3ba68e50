"""How a person wants to be told."""

from zaiton.blocks.notices.domain.cards import PreferenceCard
from zaiton.blocks.notices.domain.limits import QUIET_BEGINS, QUIET_ENDS
from zaiton.blocks.notices.models import Preference


def preference_of(person: str) -> PreferenceCard:
    """What the person has chosen, or what holds for whoever has chosen nothing."""
    row = Preference.objects.filter(person=person).first()
    if row is None:
        return PreferenceCard(frozenset(), QUIET_BEGINS, QUIET_ENDS)
    return PreferenceCard(frozenset(row.mail_off), row.quiet_begins, row.quiet_ends)
