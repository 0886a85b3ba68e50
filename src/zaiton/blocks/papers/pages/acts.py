"""What an administrator can do to a certificate: each act with its form, its words and the action behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from zaiton.base.text import Bilingual, gettext_noop
from zaiton.blocks.papers.actions.changing import (
    certificate_note,
    certificate_resume,
    certificate_revoke,
    certificate_supersede,
    certificate_suspend,
)
from zaiton.blocks.papers.domain.cards import Card
from zaiton.blocks.papers.domain.register_refusals import NoSuchPaper
from zaiton.blocks.papers.domain.resting import REFUSE, REVOKE, SUSPEND
from zaiton.blocks.papers.domain.status import SUSPENDED, VALID
from zaiton.blocks.papers.pages.asking import refusal_text
from zaiton.blocks.papers.queries.register import certificate_by_number

REQUIRED = gettext_lazy("Fill this in.")
BECOMES = (
    (REFUSE, gettext_lazy("Nothing: do not go on where there are any")),
    (SUSPEND, gettext_lazy("They are suspended")),
    (REVOKE, gettext_lazy("They are revoked")),
)


class ReasonForm(forms.Form):
    """Why, in both languages, and by which article."""

    use_required_attribute = False
    reason_zh = forms.CharField(
        label=gettext_lazy("Reason in Chinese"), max_length=500, error_messages={"required": REQUIRED}
    )
    reason_en = forms.CharField(
        label=gettext_lazy("Reason in English"), max_length=500, error_messages={"required": REQUIRED}
    )
    article = forms.CharField(label=gettext_lazy("Article it rests on"), max_length=300, required=False)


class SuspendForm(ReasonForm):
    """With what becomes of those that rest on it: they can be suspended."""

    dependants = forms.ChoiceField(
        label=gettext_lazy("What becomes of certificates that rest on it"), choices=BECOMES[:2], initial=REFUSE
    )


class RevokeForm(ReasonForm):
    """With what becomes of those that rest on it: they can be suspended or revoked."""

    dependants = forms.ChoiceField(
        label=gettext_lazy("What becomes of certificates that rest on it"), choices=BECOMES, initial=REFUSE
    )


class SupersedeForm(ReasonForm):
    """With the number of the certificate that takes its place."""

    by = forms.CharField(
        label=gettext_lazy("Number of the certificate that takes its place"),
        max_length=60,
        error_messages={"required": REQUIRED},
    )
    field_order = ("by",)

    def clean_by(self) -> str:
        """The public id of the one that is named; a number that is not there is told beside the field."""
        given = self.cleaned_data["by"]
        card = certificate_by_number(given.strip().upper())
        if card is None:
            raise forms.ValidationError(refusal_text(NoSuchPaper(given=given)))
        return card.public_id


class NoteForm(ReasonForm):
    """What is entered."""

    reason_zh = forms.CharField(
        label=gettext_lazy("Entry in Chinese"), max_length=500, error_messages={"required": REQUIRED}
    )
    reason_en = forms.CharField(
        label=gettext_lazy("Entry in English"), max_length=500, error_messages={"required": REQUIRED}
    )


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its name in the address, its form, what is called with it, its words (English msgids)."""

    name: str
    form: type[forms.Form]
    call: Callable[..., Any]
    title: str
    hint: str
    done: str
    grave: bool = False

    def do(self, card: Card, data: Mapping[str, str], *, actor: str, at: datetime) -> Any:
        """Call the action with what the form says."""
        more = {name: data[name] for name in ("dependants", "by") if name in data}
        said = Bilingual(data["reason_zh"], data["reason_en"])
        more["note" if self.name == "note" else "reason"] = said
        return self.call(card.public_id, actor=actor, at=at, article=data["article"], **more)


ACTS = {
    act.name: act
    for act in (
        Act(
            "suspend",
            SuspendForm,
            certificate_suspend,
            gettext_noop("Suspend"),
            gettext_noop("It is not valid until it is resumed. Whoever verifies it sees that, and why."),
            gettext_noop("The certificate is suspended."),
        ),
        Act(
            "resume",
            ReasonForm,
            certificate_resume,
            gettext_noop("Resume"),
            gettext_noop("It is valid again, and so is what was suspended only because of it."),
            gettext_noop("The certificate is valid again."),
        ),
        Act(
            "revoke",
            RevokeForm,
            certificate_revoke,
            gettext_noop("Revoke"),
            gettext_noop("This cannot be undone. Whoever verifies it sees that, and why."),
            gettext_noop("The certificate is revoked."),
            grave=True,
        ),
        Act(
            "supersede",
            SupersedeForm,
            certificate_supersede,
            gettext_noop("Replace"),
            gettext_noop(
                "Another valid certificate takes its place, and carries what rested on it. This cannot be undone."
            ),
            gettext_noop("The certificate is replaced."),
            grave=True,
        ),
        Act(
            "note",
            NoteForm,
            certificate_note,
            gettext_noop("Enter a note"),
            gettext_noop("Its status stays as it is; whoever has the paper reads the entry, such as a mortgage."),
            gettext_noop("The note is entered."),
        ),
    )
}


def acts_possible(card: Card) -> list[str]:
    """The names of the acts that lead on from the status a certificate has."""
    if card.status == VALID:
        return ["suspend", "note", "supersede", "revoke"]
    return ["suspend", "resume", "note", "supersede", "revoke"] if card.status == SUSPENDED else []
