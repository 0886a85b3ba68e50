"""`/data/`: what we know and from where, what is unverified, what is left out, and one page for each pack."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from textwrap import wrap

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from zaiton.base.text import Bilingual
from zaiton.blocks.identity import public as identity
from zaiton.blocks.law.domain.faults import PackFault, UnknownPack
from zaiton.blocks.law.domain.findings import Finding
from zaiton.blocks.law.queries.checking import findings_about_operator_packs
from zaiton.blocks.law.queries.discovery import broken_packs, find_packs, package_of, services
from zaiton.blocks.law.queries.packs import Pack
from zaiton.blocks.law.queries.parameters import parameters
from zaiton.blocks.law.queries.register import cited_pack
from zaiton.kit import clock
from zaiton.kit.manifest import installed

FIRST_ROWS = 20


@dataclass(frozen=True, slots=True)
class PackCard:
    """A pack as a page shows it: its address, its days in words, its number of lines."""

    pack: Pack
    address: str
    in_force: SafeString
    lines: str
    document_language: str
    licence_language: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The packs and parameters of one service as the page groups them."""

    service: str
    title: str
    cards: tuple[PackCard, ...]
    parameters: tuple


def index(request: HttpRequest) -> HttpResponse:
    """Every pack grouped by service, the unverified facts, and what is not covered or left out."""
    today = clock.today()
    shelves = [Shelf(s, _title(s), tuple(map(_card, _ordered(find_packs(s)))), parameters(s)) for s in services()]
    cards = [card for shelf in shelves for card in shelf.cards]
    context = {
        "shelves": [shelf for shelf in shelves if shelf.cards],
        "unverified": _unverified(cards),
        "ended": [_ended(pack) for shelf in shelves for pack in _ended_packs(shelf.cards, today)],
        "broken": [(broken.label, _reason(broken.fault)) for broken in broken_packs()],
        "findings": _told(findings_about_operator_packs()),
        "officer": _is_officer(request),
    }
    return render(request, "law/index.html", context)


def pack_page(request: HttpRequest, service: str, table: str, day: str) -> HttpResponse:
    """One pack: its description, its notes, its first rows and the conditions its rows stand under."""
    return _shown(request, _pack_or_404(service, table, day, operator="own" in request.GET))


def cited_page(request: HttpRequest, service: str, table: str, sha256: str) -> HttpResponse:
    """The pack an answer was given by, found by its checksum, also after another content took its place."""
    try:
        pack = cited_pack(service, table, sha256) if service in services() else None
    except UnknownPack:
        pack = None
    if pack is None:
        raise Http404
    in_use = any((p.table, p.sha256) == (pack.table, pack.sha256) for p in find_packs(service))
    return _shown(request, pack, earlier=not in_use)


def _shown(request: HttpRequest, pack: Pack, *, earlier: bool = False) -> HttpResponse:
    rows = pack.rows()
    told = pack.operator and not earlier
    findings = findings_about_operator_packs().get(pack.label, []) if told else []
    context = {
        "pack": pack,
        "earlier": earlier,
        "card": _card(pack),
        "checksum": format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in wrap(pack.sha256, 16))),
        "columns": list(pack.columns()),
        "rows": [[(cell, _language_of(cell)) for cell in row.values()] for row in rows[:FIRST_ROWS]],
        "count": len(rows),
        "shown": min(len(rows), FIRST_ROWS),
        "questions": [_question(row) for row in pack.rows("questions")],
        "findings": _told({pack.label: findings}),
    }
    return render(request, "law/pack.html", context)


def _is_officer(request: HttpRequest) -> bool:
    person = identity.person_of(request)
    return person is not None and identity.OFFICER in person.roles


def _pack_or_404(service: str, table: str, day: str, *, operator: bool) -> Pack:
    try:
        first = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    packs = find_packs(service) if service in services() else ()
    found = [p for p in packs if p.table == table and p.in_force_from == first]
    preferred = [p for p in found if p.operator == operator] or found
    if not preferred:
        raise Http404
    return preferred[0]


def _ordered(packs: tuple[Pack, ...]) -> list[Pack]:
    return sorted(packs, key=lambda p: (p.kind != "agreements", p.kind, p.table, -p.in_force_from.toordinal()))


def _card(pack: Pack) -> PackCard:
    address = reverse("data:pack", args=[pack.service, pack.table, pack.in_force_from.isoformat()])
    return PackCard(
        pack,
        f"{address}?own" if pack.operator else address,
        _in_force(pack),
        _lines(pack),
        _language_of(pack.document),
        _language_of(pack.licence.in_language(_page_language())),
    )


def _in_force(pack: Pack) -> SafeString:
    days = {"first": pack.in_force_from, "until": pack.in_force_until}
    times = {n: format_html('<time datetime="{0}">{0}</time>', d.isoformat()) for n, d in days.items() if d}
    said = gettext("{first} until {until} (not included)") if pack.in_force_until else gettext("since {first}")
    return format_html(said, **times)


def _lines(pack: Pack) -> str:
    count = _different_lines(pack)
    return f"{count:,}" if count else gettext("all")


@lru_cache(maxsize=512)
def _different_lines(pack: Pack) -> int:
    return len(set(next(iter(pack.columns().values()), ())))


def _unverified(cards: list[PackCard]) -> list[tuple[Bilingual, list[PackCard]]]:
    """Each unverified fact once, with the packs it is about."""
    about: dict[Bilingual, list[PackCard]] = {}
    for card in cards:
        for fact in card.pack.unverified:
            about.setdefault(fact, []).append(card)
    return list(about.items())


def _ended_packs(cards: tuple[PackCard, ...], today: date) -> list[Pack]:
    """Packs that hold no longer and that no version of the same table continues."""
    packs = [card.pack for card in cards]
    return [
        pack
        for pack in packs
        if pack.in_force_until is not None
        and pack.in_force_until <= today
        and not any(p.table == pack.table and p.in_force_from >= pack.in_force_until for p in packs)
    ]


def _ended(pack: Pack) -> str:
    said = gettext("{title}: days from {until} on")
    return said.format(title=pack.title.in_language(_page_language()), until=pack.in_force_until)


def _question(row: dict[str, str]) -> tuple[str, str, str]:
    suffix = "en" if _page_language().startswith("en") else "zh"
    return row["when"], row.get(f"question_{suffix}", ""), row.get(f"answer_{suffix}", "")


def _reason(fault: PackFault) -> str:
    return " ".join(part for part in (fault.sentence(gettext), fault.remedy(gettext)) if part)


def _told(findings: dict[str, list[Finding]]) -> list[tuple[str, str]]:
    return [(label, f.sentence(gettext)) for label, found in findings.items() for f in found]


def _title(service: str) -> str:
    manifest = installed().get(package_of(service))
    return gettext(manifest.shelf or manifest.title) if manifest else service


def _language_of(text: str) -> str:
    """``zh`` for a text that holds Chinese characters, so that an English page can mark what it quotes."""
    return "zh" if any("\u4e00" <= character <= "\u9fff" for character in text) else "en"


def _page_language() -> str:
    return get_language() or "zh-hans"
