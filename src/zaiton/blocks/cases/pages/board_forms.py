"""The small forms of the board."""

from django import forms
from django.utils.translation import gettext_lazy

from zaiton.blocks.cases.pages.asking import HouseForm


class AnswerForm(HouseForm):
    """What is answered to a bad grade."""

    answer = forms.CharField(
        label=gettext_lazy("Answer"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Say what was looked into and what was mended. The applicant reads it."),
    )
