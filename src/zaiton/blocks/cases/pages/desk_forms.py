"""The forms of a step's page: decide, ask for a correction, let the clock stand, extend, pass on, keep away.

Each has ids of its own, because several stand on one page. Whether a thing may be done is said by the actions.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from zaiton.blocks.cases.pages.asking import HouseForm
from zaiton.blocks.cases.pages.words import ground, told
from zaiton.blocks.cases.queries.stepping import ASK, DECIDE, EXTEND, PASS_ON, PAUSE, RECUSE, StepView

DAY_WRONG = gettext_lazy("Write the date like 2026-01-15.")
NUMBER_WRONG = gettext_lazy("Write a whole number like 10.")
LONG, SHORT = 2000, 500


def _text(label: Any, *, most: int, hint: Any = "", required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=most, help_text=hint, required=required, widget=widget)


class StepForm(HouseForm):
    """A form about one step."""

    act = ""

    def __init__(self, view: StepView, people: Iterable[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data, auto_id=f"{self.act}-%s")
        self.fit(view, people)

    def fit(self, view: StepView, people: Iterable[tuple[str, str]]) -> None:
        """Fill the choices with what the step offers."""


class DecideForm(StepForm):
    """Grant or refuse, with the reason."""

    act = DECIDE
    reason = _text(
        gettext_lazy("Reason"),
        most=LONG,
        required=False,
        hint=gettext_lazy("Needed to refuse, and to decide otherwise than the table says. The applicant reads it."),
    )


class AskForm(StepForm):
    """What must be corrected, all at once."""

    act = ASK
    facts = forms.MultipleChoiceField(
        label=gettext_lazy("Facts to be corrected"), required=False, widget=forms.CheckboxSelectMultiple
    )
    materials = forms.MultipleChoiceField(
        label=gettext_lazy("Papers to be handed in anew"), required=False, widget=forms.CheckboxSelectMultiple
    )
    why = _text(
        gettext_lazy("What is wrong"),
        most=LONG,
        hint=gettext_lazy("It can be asked only once in this step, so name everything. The applicant reads it."),
    )

    def fit(self, view: StepView, people: Iterable[tuple[str, str]]) -> None:
        """The facts that were typed and the papers that were handed in."""
        definition = view.case.definition
        self.fields["facts"].choices = [(f.name, told(f.title)) for f in definition.facts if not f.register]
        there = {file.material for file in view.case.files}
        papers = [(p.id, told(p.title)) for p in definition.materials if not p.register and p.id in there]
        if papers:
            self.fields["materials"].choices = papers
        else:
            del self.fields["materials"]


class PauseForm(StepForm):
    """The ground on which the clock stands, and until when."""

    act = PAUSE
    ground = forms.CharField(label=gettext_lazy("Ground"), max_length=80)
    last = forms.DateField(
        label=gettext_lazy("Last day, as told to the applicant in writing"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Left empty, it is only noted: without a written time the clock runs on."),
        error_messages={"invalid": DAY_WRONG},
    )
    article = forms.CharField(label=gettext_lazy("Article"), max_length=200, required=False)

    def fit(self, view: StepView, people: Iterable[tuple[str, str]]) -> None:
        """The grounds that the limit's article names; any where it names none. A correction is asked for by its own form."""
        grounds = view.limit.grounds if view.limit else None
        if grounds is not None:
            choices = [(name, ground(name)) for name in grounds if name != "correction"]
            field = forms.ChoiceField(label=self.fields["ground"].label, choices=choices)
            field.error_messages["required"] = self.fields["ground"].error_messages["required"]
            self.fields["ground"] = field


class ExtendForm(StepForm):
    """How much is added to the term, and why."""

    act = EXTEND
    number = forms.IntegerField(label=gettext_lazy("Extend by"), error_messages={"invalid": NUMBER_WRONG})
    ground = _text(gettext_lazy("Reason, which the applicant is told"), most=SHORT)

    def fit(self, view: StepView, people: Iterable[tuple[str, str]]) -> None:
        """At most what the article allows and is not used."""
        self.fields["number"].widget.attrs |= {"min": "1", "max": str(view.extension), "class": "short"}


class PassForm(StepForm):
    """To whom a step is passed on, and why."""

    act = PASS_ON
    to = forms.ChoiceField(label=gettext_lazy("To which officer"))
    reason = _text(gettext_lazy("Reason"), most=SHORT)

    def fit(self, view: StepView, people: Iterable[tuple[str, str]]) -> None:
        """The officers who hold the step's role today."""
        self.fields["to"].choices = list(people)


class RecuseForm(StepForm):
    """Why an officer takes no part in the case."""

    act = RECUSE
    reason = _text(
        gettext_lazy("Reason"),
        most=SHORT,
        hint=gettext_lazy(
            "It stands for good in this case. Colleagues and supervisors read it, the applicant does not."
        ),
    )


FORMS: dict[str, type[StepForm]] = {
    form.act: form for form in (DecideForm, AskForm, PauseForm, ExtendForm, PassForm, RecuseForm)
}
