"""An amount with its currency, in words of the page's language."""

from django.utils.translation import get_language

from zaiton.services.tariff.domain.duty_text import currency_name


def amount_text(money: dict | None) -> str:
    """``37,000.00元`` or ``37,000.00 CNY``; an empty text for none."""
    if money is None:
        return ""
    english = (get_language() or "").startswith("en")
    name = currency_name(money["currency"], english)
    return f"{money['amount']:,} {name}" if english else f"{money['amount']:,}{name}"
