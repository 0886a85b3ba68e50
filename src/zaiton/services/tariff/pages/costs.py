"""The whole cost of an import and the duties on top of all rates, as the answer's page shows them."""

from django.utils.translation import gettext

from zaiton.services.tariff.pages.amounts import amount_text


def landed_view(document: dict) -> dict | None:
    """The table of costs at the best rate and without an agreement; None where no value was given."""
    landed, value = document["landed"], document["question"]["value"]
    best, base = landed["best"], landed["base"]
    if best is None or value is None:
        return None
    same = base is not None and base["agreement"] == best["agreement"]
    names = {rate["agreement"]: rate["name"] for rate in document["rates"]}
    columns = [best] if base is None or same else [best, base]
    vat = gettext("Import VAT")
    if landed["vat_percent"] is not None:
        vat = gettext("Import VAT, {percent}% of value and duty").format(percent=landed["vat_percent"])
    rows = [
        (gettext("Customs value"), [amount_text(value) for _ in columns]),
        (gettext("Duty"), [amount_text(column["duty"]) for column in columns]),
        (vat, [amount_text(column["vat"]) or "—" for column in columns]),
        (gettext("Total"), [amount_text(column["total"]) or "—" for column in columns]),
    ]
    return {
        "names": [names.get(column["agreement"], column["agreement"]) for column in columns],
        "rows": [{"name": name, "amounts": amounts, "total": name == rows[-1][0]} for name, amounts in rows],
        "lines": _lines(document),
        "vat_status": landed["vat_status"] or "",
    }


def _lines(document: dict) -> list[str]:
    landed, exchange = document["landed"], document["question"]["exchange"]
    lines = []
    saving = landed["saving"]
    if saving is not None and saving["amount"] > 0:
        with_vat = landed["best"]["total"] is not None
        sentence = gettext("In all {amount} less, VAT included.") if with_vat else gettext("In all {amount} less.")
        lines.append(sentence.format(amount=amount_text(saving)))
    if landed["vat_note"]:
        lines.append(landed["vat_note"])
    if exchange:
        sentence = gettext("{value} at the customs exchange rate of {month}: {rate}.")
        lines.append(
            sentence.format(value=amount_text(exchange["value"]), month=exchange["month"], rate=exchange["rate"])
        )
    return lines + landed["not_included"]
