"""Tags and filters for templates: icons, money, rates, days, statuses, and the line that names a source."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.dateformat import format as date_format
from django.utils.formats import get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext

from zaiton.base.money import shown
from zaiton.kit.pages.icons import STROKES
from zaiton.kit.pages.statuses import STATUSES

register = template.Library()
_CHINESE = re.compile("[\u3400-\u9fff]")


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon, always beside a word; hidden from screen readers."""
    return _icon(name)


@cache
def _icon(name: str) -> SafeString:
    return mark_safe(
        f'<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
        f'<path d="{STROKES[name]}"/></svg>'
    )


@register.simple_tag
def money(minor: int | None, currency: str = "CNY") -> str:
    """An amount in minor units (fen), with thousands marks and its currency; a dash for none."""
    if minor is None:
        return "—"
    figure = shown(minor, currency).replace("-", "\u2212")
    if currency == "CNY":
        return gettext("{amount} yuan").format(amount=figure)
    return f"{figure} {currency}"


@register.simple_tag
def percent(value: Decimal | float | str | None) -> str:
    """A rate as it is printed in the tariff, without needless zeros: ``3.3%``; a dash for none."""
    if value is None or value == "":
        return "—"
    figure = format(Decimal(str(value)).normalize(), "f")
    return f"{figure}%"


@register.simple_tag
def day(value: date | datetime | str | None, style: str = "table") -> SafeString | str:
    """A day in Beijing: 2026-11-20 in tables; ``style="sentence"`` writes it out. A dash for none."""
    if not value:
        return "—"
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = localtime(value).date()
    shown = value.isoformat() if style == "table" else date_format(value, get_format("DATE_FORMAT"))
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)


@register.simple_tag
def moment(value: datetime | None) -> SafeString | str:
    """A moment in Beijing time to the minute; a dash for none."""
    if not value:
        return "—"
    local = localtime(value)
    shown = gettext("{day} {time} (Beijing time)").format(day=local.date().isoformat(), time=f"{local:%H:%M}")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), shown)


@register.simple_tag
def status_tag(code: str) -> SafeString:
    """A status as word, icon and colour."""
    status = STATUSES[code]
    return format_html('<span class="tag tag-{}">{}{}</span>', status.tone, _icon(status.icon), gettext(status.word))


@register.inclusion_tag("kit/source_line.html")
def source_line(title: str, status: str = "", issuer: str = "", document: str = "", day: Any = None) -> dict[str, Any]:
    """The line under a figure that names where it comes from: title, issuer, number, day in force, status."""
    return {"title": title, "status": status, "issuer": issuer, "document": document, "day": day}


@register.filter
def as_written(value: object) -> SafeString | str:
    """A name or a document's number as it was entered; Chinese on a page in another language says that it is Chinese."""
    text = "" if value is None else str(value)
    if _CHINESE.search(text) and not (get_language() or "zh").startswith("zh"):
        return format_html('<span lang="zh-Hans">{}</span>', value)
    return text


@register.filter
def widget_kind(field: BoundField) -> str:
    """``checkbox`` for a single tick box, else the widget's input type."""
    return getattr(field.field.widget, "input_type", "") or ""


@register.simple_tag
def bilingual(value: Any) -> str:
    """A text from data (``Bilingual``) in the page's language."""
    return value.in_language(get_language() or "zh-hans") if value else ""


@register.simple_tag(takes_context=True)
def address_with(context: template.Context, **changes: Any) -> str:
    """This page's address with some query parameters changed; an empty value removes one."""
    request = context["request"]
    query = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path
