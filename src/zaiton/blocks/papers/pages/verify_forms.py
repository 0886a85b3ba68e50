"""The forms of the verification pages: a number or code, a day, a file. They read and shape, nothing else."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from zaiton.blocks.papers.domain.register_refusals import ShownFileTooLarge
from zaiton.blocks.papers.domain.verdicts import MOST_BYTES, MOST_ENVELOPE
from zaiton.blocks.papers.pages.asking import refusal_text

REQUIRED = gettext_lazy("Fill this in.")
FILE_MISSING = gettext_lazy("Choose the PDF file of the certificate first.")
FILE_EMPTY = gettext_lazy("The file is empty. Fetch it again.")
DATE_WRONG = gettext_lazy("Write the date like 2026-01-15.")


class AskForm(forms.Form):
    """One field for what is printed on the paper."""

    use_required_attribute = False
    q = forms.CharField(
        label=gettext_lazy("Number or code"),
        help_text=gettext_lazy("Both are printed on the certificate. With the code you see everything it says."),
        max_length=80,
        error_messages={"required": REQUIRED},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class FileForm(forms.Form):
    """The file to compare, and the separate signature if there is one. ``code`` says on whose page it was shown."""

    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("PDF file"),
        help_text=gettext_lazy("At most 20 MB. The file is compared and not kept."),
        error_messages={"required": FILE_MISSING, "empty": FILE_EMPTY},
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )
    envelope = forms.FileField(
        label=gettext_lazy("Separate SM2 signature"),
        required=False,
        help_text=gettext_lazy("The file that ends in .sm2.json, if you have it."),
        error_messages={"empty": FILE_EMPTY},
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    code = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean_file(self) -> Any:
        """A file that is too large is told before anything of it is read."""
        return _small_enough(self.cleaned_data["file"], MOST_BYTES)

    def clean_envelope(self) -> Any:
        """As for the file."""
        return _small_enough(self.cleaned_data["envelope"], MOST_ENVELOPE)


def day_asked(text: str, today: date) -> date | None:
    """The day in an address; today where it names none, None where it cannot be told."""
    if not text:
        return today
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return day if day <= today else None


def _small_enough(file: Any, most: int) -> Any:
    if file is not None and file.size > most:
        refusal = ShownFileTooLarge("file", size=-(-file.size // 2**20), most=max(1, most // 2**20))
        raise forms.ValidationError(refusal_text(refusal))
    return file
