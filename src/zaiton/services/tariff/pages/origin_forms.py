"""The forms of origin: a product with its file of materials, a question to a supplier, a supplier's answer."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from zaiton.base.money import currencies, exponent, shown

UNKNOWN_YES_NO = (("", gettext_lazy("not known")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no")))
SAID = {"yes": True, "no": False}


class Day(forms.DateInput):
    """The browser's own calendar where it has one."""

    input_type = "date"


def _text(label: str, hint: str = "", *, required: bool = False, most: int = 200, **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=most, widget=widget)


def _amount(label: str, hint: str = "") -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "amount", "autocomplete": "off"})
    return forms.DecimalField(
        label=label, help_text=hint, required=False, min_value=Decimal(0), max_digits=15, widget=widget
    )


class ProductForm(forms.Form):
    """A product and the file with its materials. What the figures mean is checked when the document is read."""

    use_required_attribute = False

    name = _text(gettext_lazy("Name of the product"), required=True)
    code = _text(
        gettext_lazy("Commodity code"),
        gettext_lazy("At least six digits."),
        required=True,
        most=16,
        inputmode="numeric",
    )
    hs_edition = _text(
        gettext_lazy("Edition of the Harmonized System"),
        gettext_lazy("The year, like 2022; blank: the one of the day."),
        most=4,
        inputmode="numeric",
    )
    exporter = _text(gettext_lazy("Made and exported in"), gettext_lazy("Two letters, like CN."), required=True, most=2)
    importer = _text(gettext_lazy("Imported into"), gettext_lazy("Two letters, like JP."), required=True, most=2)
    on = forms.DateField(label=gettext_lazy("On the day"), widget=Day(format="%Y-%m-%d"))
    currency = _text(gettext_lazy("Currency"), gettext_lazy("Three letters; of every amount that names none."), most=3)
    fob = _amount(gettext_lazy("Price FOB"))
    ex_works = _amount(gettext_lazy("Price ex works"))
    weight_kg = _amount(
        gettext_lazy("Weight in kg"), gettext_lazy("Needed for textiles, where a tolerance goes by weight.")
    )
    more_than_minimal = forms.ChoiceField(
        label=gettext_lazy("Is more done than operations that never confer origin?"),
        help_text=gettext_lazy(
            "Packing, labelling, sorting, diluting, simple cutting or mixing alone never confer origin."
        ),
        choices=UNKNOWN_YES_NO,
        required=False,
    )
    wholly_obtained = forms.ChoiceField(
        label=gettext_lazy("Is it wholly obtained there (grown, caught, extracted, born)?"),
        choices=UNKNOWN_YES_NO,
        required=False,
    )
    file = forms.FileField(
        label=gettext_lazy("Bill of materials"),
        help_text=gettext_lazy("CSV or XLSX, as in the template."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    note = _text(gettext_lazy("What changed, in a few words"), most=300)

    def __init__(self, *args: Any, needs_file: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = needs_file

    def clean_currency(self) -> str:
        """A currency of ISO 4217; blank stands for yuan."""
        code = self.cleaned_data["currency"].strip().upper() or "CNY"
        if code not in currencies():
            raise forms.ValidationError(gettext("Write the three letters of ISO 4217, like CNY."))
        return code

    def document(self, before: Mapping[str, Any], materials: list[dict]) -> dict[str, Any]:
        """The product document: what the form says, over what ``before`` says of other things."""
        said = self.cleaned_data
        product = dict(before.get("product", {}))
        product |= {"name": said["name"].strip(), "code": said["code"].replace(".", "").strip()}
        self._set(product, "hs_edition", int(said["hs_edition"]) if said["hs_edition"].isdigit() else None)
        for name in ("fob", "ex_works"):
            self._set(product, name, self._minor(said[name], said["currency"]))
        self._set(product, "weight_kg", f"{said['weight_kg']:f}" if said["weight_kg"] is not None else None)
        self._set(product, "wholly_obtained", SAID.get(said["wholly_obtained"]))
        processing = dict(product.get("processing", {}))
        self._set(processing, "more_than_minimal", SAID.get(said["more_than_minimal"]))
        self._set(product, "processing", processing or None)
        return {
            **before,
            "on": said["on"].isoformat(),
            "from": said["exporter"].strip().upper(),
            "to": said["importer"].strip().upper(),
            "currency": said["currency"],
            "product": product,
            "materials": materials,
        }

    @staticmethod
    def _set(target: dict[str, Any], name: str, value: Any) -> None:
        if value is None:
            target.pop(name, None)
        else:
            target[name] = value

    @staticmethod
    def _minor(amount: Decimal | None, currency: str) -> int | None:
        return None if amount is None else int(amount.scaleb(exponent(currency)).to_integral_value())

    def clean(self) -> dict[str, Any]:
        """Prices in whole units of their currency."""
        said = super().clean()
        currency = said.get("currency")
        for name in ("fob", "ex_works"):
            amount = said.get(name)
            if currency and amount is not None and amount.scaleb(exponent(currency)) % 1:
                self.add_error(name, gettext("Round it to the smallest unit of the currency."))
        return said


def initial_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows of a product document."""
    product, currency = document["product"], document.get("currency", "CNY")
    words = {True: "yes", False: "no", None: ""}
    return {
        "name": product.get("name", ""),
        "code": product.get("code", ""),
        "hs_edition": product.get("hs_edition", ""),
        "exporter": document.get("from", ""),
        "importer": document.get("to", ""),
        "on": document.get("on", ""),
        "currency": currency,
        **{
            name: shown(product[name], currency).replace(",", "") if product.get(name) is not None else ""
            for name in ("fob", "ex_works")
        },
        "weight_kg": product.get("weight_kg", ""),
        "more_than_minimal": words[product.get("processing", {}).get("more_than_minimal")],
        "wholly_obtained": words[product.get("wholly_obtained")],
    }


class SupplierForm(forms.Form):
    """A supplier's answer about one material."""

    use_required_attribute = False

    originates = forms.ChoiceField(
        label=gettext_lazy("Does it originate?"),
        choices=(("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))),
        widget=forms.RadioSelect(),
    )
    origin = _text(gettext_lazy("Country in which it originates"), gettext_lazy("Two letters, like KR."), most=2)
    agreements = forms.MultipleChoiceField(
        label=gettext_lazy("Under these agreements"), required=False, widget=forms.CheckboxSelectMultiple()
    )
    criterion = _text(
        gettext_lazy("Criterion"), gettext_lazy("As it would stand in a proof, like WO, PE, CTH or RVC."), most=40
    )
    valid_until = forms.DateField(
        label=gettext_lazy("The declaration holds until"), required=False, widget=Day(format="%Y-%m-%d")
    )
    name = _text(gettext_lazy("Who declares it"), gettext_lazy("Name and function."), required=True)
    remark = _text(gettext_lazy("Remark"), most=300)

    def __init__(self, *args: Any, agreements: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreements"].choices = agreements

    def given(self) -> dict[str, Any]:
        """The answer as the action takes it."""
        return self.cleaned_data | {"originates": SAID[self.cleaned_data["originates"]]}
