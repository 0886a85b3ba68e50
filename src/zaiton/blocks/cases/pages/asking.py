"""What the applicant's pages share: small forms, refusals put where a form shows errors, the version a form was made for."""

from collections.abc import Collection

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from zaiton.base.refusals import Refusal
from zaiton.blocks.cases.domain.answers import AnswersRefused
from zaiton.blocks.cases.pages.words import GRADES, said

FILL_IN = gettext_lazy("Fill this in.")
LONGEST_VERSION = 9


class HouseForm(forms.Form):
    """Errors say what to do; the browser's own bubbles are off, so that the words are ours in both languages."""

    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = FILL_IN


class WithdrawForm(HouseForm):
    """Why an application is taken back; nobody has to say it."""

    reason = forms.CharField(
        label=gettext_lazy("Why you withdraw it"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": "4"}),
    )


class RatingForm(HouseForm):
    """One of five grades, and words to it."""

    grade = forms.ChoiceField(label=gettext_lazy("How satisfied are you?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("What was good or bad"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": "4"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        grade = self.fields["grade"]
        grade.choices = [(str(number), gettext(word)) for number, word in GRADES.items()]
        grade.error_messages["required"] = gettext("Choose one of the five.")


def refused(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal's sentence and its way out where the form shows errors; several go each to its own field."""
    if isinstance(refusal, AnswersRefused):
        for name, problem in refusal.problems:
            form.add_error(name if name in form.fields else None, said(problem))
        return
    form.add_error(refusal.field if refusal.field in form.fields else None, said(refusal))


def refused_paper(form: forms.Form, refusal: Refusal, papers: Collection[str]) -> dict[str, str]:
    """The error of the paper that a refusal is about; any other refusal goes to the form, and there is none."""
    if refusal.field in papers:
        return {refusal.field: said(refusal)}
    refused(form, refusal)
    return {}


def version_of(request: HttpRequest) -> int | None:
    """The version of the case or draft that the sent form was made for; None where it names none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_VERSION else None
