"""Signed in: one's certificates and their files; and for administrators the acts on a certificate."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from zaiton.blocks.identity.public import PersonCard, login_required
from zaiton.blocks.papers.domain.cards import Card
from zaiton.blocks.papers.domain.making_refusals import why_told
from zaiton.blocks.papers.domain.register_refusals import NoSuchCertificate, OwnCertificate
from zaiton.blocks.papers.domain.status import FAILED, WAITING
from zaiton.blocks.papers.pages.acts import ACTS, acts_possible
from zaiton.blocks.papers.pages.asking import asker, attempted, go, handed_out, page
from zaiton.blocks.papers.pages.showing import certificate_shown, tag_of
from zaiton.blocks.papers.pages.words import told
from zaiton.blocks.papers.queries.reading import certificate_file, certificate_for, certificates_mine
from zaiton.blocks.papers.queries.register import (
    certificate_by_number,
    certificate_card,
    certificates_resting_on,
    verify_url,
)
from zaiton.blocks.papers.queries.seals import seals_kept_by
from zaiton.kit import clock

LONGEST_ROW_NUMBER = 18


@require_safe
@login_required
def mine_page(request: HttpRequest) -> HttpResponse:
    """The newest certificates of the person and of companies they act for, fifty a page; administrators find any by number."""
    person, given = asker(request), request.GET.get("number", "").strip()[:80]
    if given and person.is_administrator:
        card = certificate_by_number(given.upper())
        if card is not None:
            return go("certificate", card.public_id)
    after = _row_number(request.GET.get("after", ""))
    found = certificates_mine(person.public_id, at=clock.now(), after=after)
    context = {
        "rows": [_row(card) for card in found.cards],
        "administrator": person.is_administrator,
        "keeps_seals": bool(seals_kept_by(person.public_id)),
        "not_found": given if given and person.is_administrator else "",
        "first_address": "?" if after else "",
        "next_address": f"?{urlencode({'after': found.after})}" if found.after else "",
    }
    return page(request, "mine", context)


@require_safe
@login_required
def certificate_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One certificate: how it stands, its files, its history, who rests on it; an administrator may act on it."""
    person, today = asker(request), clock.today()
    card, own = _seen_by(person, public_id), _is_holder(person, public_id)
    context = {
        **certificate_shown(card, today, whole=True, today=today),
        **_making(card),
        "holder_here": own,
        "verify_url": verify_url(card),
        "carries": [
            {"card": one, "title": told(one.title), "status": tag_of(one, today)}
            for one in certificates_resting_on(public_id)
        ]
        if person.is_administrator
        else [],
        "acts": [ACTS[name] for name in acts_possible(card)] if person.is_administrator and not own else [],
    }
    return page(request, "certificate", context)


@require_safe
@login_required
def file_page(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """The file of a certificate as it was issued."""
    return handed_out(certificate_file(public_id, form, person=asker(request).public_id, at=clock.now()))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def act_page(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Suspend, resume, revoke, replace or note: reason in both languages, and what becomes of those that rest on it."""
    person = asker(request)
    if not person.is_administrator or name not in ACTS:
        raise NoSuchCertificate
    card, act = certificate_card(public_id), ACTS[name]
    if _is_holder(person, public_id):
        raise OwnCertificate
    form = act.form(request.POST or None)
    if form.is_valid():
        done, _ = attempted(form, lambda: act.do(card, form.cleaned_data, actor=person.actor, at=clock.now()))
        if done:
            messages.success(request, gettext(act.done))
            return go("certificate", public_id)
    today = clock.today()
    context = {
        **certificate_shown(card, today, whole=True, today=today),
        "form": form,
        "act": act,
        "carries": [
            {"card": one, "title": told(one.title), "status": tag_of(one, today)}
            for one in certificates_resting_on(public_id)
        ],
    }
    return page(request, "certificate_act", context)


def _seen_by(person: PersonCard, public_id: str) -> Card:
    """A certificate for its holder, or for an administrator."""
    if person.is_administrator:
        return certificate_card(public_id)
    return certificate_for(person.public_id, public_id, at=clock.now())


def _is_holder(person: PersonCard, public_id: str) -> bool:
    """Files are for the holder; looking after the register needs none."""
    try:
        return bool(certificate_for(person.public_id, public_id, at=clock.now()))
    except NoSuchCertificate:
        return False


def _row(card: Card) -> dict[str, Any]:
    return {"card": card, "title": told(card.title), "status": tag_of(card, clock.today()), **_making(card)}


def _making(card: Card) -> dict[str, Any]:
    """How far the files are: what can be fetched, or what they wait for."""
    return {
        "forms": [form for form in ("pdf", "sm2") if form in card.files],
        "waiting": card.making == WAITING,
        "failed": card.making == FAILED,
        "why": why_told(card.making_why, gettext, mend=False),
    }


def _row_number(text: str) -> int | None:
    plain = text.isascii() and text.isdecimal() and len(text) <= LONGEST_ROW_NUMBER
    return int(text) if plain else None
