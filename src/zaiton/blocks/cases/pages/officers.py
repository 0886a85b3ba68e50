"""Officers: who holds which role and until when, who is away. For administrators and supervisors; one's own absence for anybody.

Whether a person may give, end or enter something is asked for by the actions.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zaiton.base.refusals import NotFound, Refusal
from zaiton.blocks.cases.actions.officers import absence_end, absence_enter, authority_grant, authority_revoke
from zaiton.blocks.cases.domain.refusals import NotAnOfficer
from zaiton.blocks.cases.pages.desk import officers_only
from zaiton.blocks.cases.pages.desk_words import EVERY_TYPE, role_title, said_of
from zaiton.blocks.cases.pages.officer_forms import AbsenceForm, GrantForm, day_after
from zaiton.blocks.cases.pages.words import told
from zaiton.blocks.cases.queries.authority import ANY_TYPE, SUPERVISOR, types_supervised
from zaiton.blocks.cases.queries.clocks import day_of
from zaiton.blocks.cases.queries.definitions import definitions_in_force
from zaiton.blocks.cases.queries.officers import (
    AbsenceCard,
    AuthorityCard,
    absences_of,
    authorities_managed,
    colleagues_of,
    manages_officers,
)
from zaiton.blocks.identity import public as identity
from zaiton.kit import clock

STATUS = {"live": "active", "coming": "waiting", "ended": "ended", "revoked": "revoked"}


@never_cache
@identity.login_required
@require_http_methods(["GET", "HEAD", "POST"])
def officers_page(request: HttpRequest) -> HttpResponse:
    """Authorities and absences of the officers whom the person manages; sent, one of them given, ended or entered."""
    person, at = identity.person_of(request).public_id, clock.now()
    if not manages_officers(person, on=day_of(at)):
        raise PermissionDenied
    act = request.POST.get("act", "") if request.method == "POST" else ""
    cards = authorities_managed(person, on=day_of(at))
    staff = _named({card.person for card in cards})
    grant = GrantForm(request.POST if act == "grant" else None, roles=_roles(person, at), initial={"first": day_of(at)})
    absence = AbsenceForm(request.POST if act == "absent" else None, people=staff, deputies=staff)
    if act and _done(request, act, person, at, grant, absence):
        return HttpResponseRedirect(reverse("cases:officers"))
    ended = "ended" in request.GET
    shown = authorities_managed(person, on=day_of(at), ended=True) if ended else cards
    context = {
        "ended": ended,
        "rows": _rows(shown, at),
        "absences": _absences(absences_of([who for who, _ in staff], on=day_of(at))),
        "grant": grant,
        "absence": absence if staff else None,
        "form": next((form for form in (grant, absence) if form.is_bound), None),
    }
    return render(request, "cases/officers.html", context, status=422 if context["form"] else 200)


@never_cache
@officers_only
@require_http_methods(["GET", "HEAD", "POST"])
def absences_page(request: HttpRequest) -> HttpResponse:
    """One's own absences: enter one with a deputy, end it when one is back."""
    person, at = identity.person_of(request).public_id, clock.now()
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = AbsenceForm(request.POST if act == "absent" else None, deputies=_named(colleagues_of(person, on=day_of(at))))
    if act in ACTS and _done(request, act, person, at, None, form):
        return HttpResponseRedirect(reverse("cases:absences"))
    context = {"absences": _absences(absences_of([person], on=day_of(at))), "absence": form, "form": form}
    return render(request, "cases/absences.html", context, status=422 if form.is_bound else 200)


def _done(
    request: HttpRequest, act: str, person: str, at: datetime, grant: GrantForm | None, absence: AbsenceForm
) -> bool:
    """Whether an act went through, with its sentence; what stands against it is told at the form or on the page."""
    form: Form | None = {"grant": grant, "absent": absence}.get(act)
    if act not in ACTS or (form is not None and not form.is_valid()):
        return False
    try:
        said = ACTS[act](request, f"person/{person}", person, at, form.cleaned_data if form else {})
    except NotFound:
        raise
    except Refusal as refusal:
        if form is None:
            messages.error(request, said_of(refusal))
            return True
        field = {"until": "last"}.get(refusal.field or "", refusal.field)
        form.add_error(field if field in form.fields else None, said_of(refusal))
        return False
    messages.success(request, said)
    return True


def _grant(request: HttpRequest, actor: str, person: str, at: datetime, data: dict[str, Any]) -> str:
    officer = identity.officer_by_email(data["email"])
    if officer is None:
        raise NotAnOfficer("email", email=data["email"])
    type, _, role = data["role"].rpartition("/")
    authority_grant(
        actor=actor,
        person=officer,
        type=type,
        role=role,
        first=data["first"],
        until=day_after(data["last"]),
        basis=data["basis"],
        at=at,
    )
    return gettext("The authority is entered.")


def _end(request: HttpRequest, actor: str, person: str, at: datetime, data: dict[str, Any]) -> str:
    number = request.POST.get("number", "")
    ended = number.isdecimal() and len(number) < 19 and authority_revoke(actor=actor, authority=int(number), at=at)
    return gettext("The authority has ended.") if ended else gettext("It had ended already.")


def _absent(request: HttpRequest, actor: str, person: str, at: datetime, data: dict[str, Any]) -> str:
    away = data.get("person", person)
    until = data["last"] + timedelta(days=1)
    absence_enter(actor=actor, person=away, deputy=data["deputy"], first=data["first"], until=until, at=at)
    return gettext("The absence is entered.")


def _back(request: HttpRequest, actor: str, person: str, at: datetime, data: dict[str, Any]) -> str:
    number = request.POST.get("number", "")
    ended = number.isdecimal() and len(number) < 19 and absence_end(actor=actor, absence=int(number), at=at)
    return gettext("The absence has ended.") if ended else gettext("It had ended already.")


ACTS: dict[str, Callable[..., str]] = {"grant": _grant, "end": _end, "absent": _absent, "back": _back}


def _roles(person: str, at: datetime) -> list[tuple[str, str]]:
    """What the person may give: the roles of the matters they lead; for administrators all, and supervising."""
    everything = identity.ADMINISTRATOR in identity.system_roles_of(person)
    led, found = types_supervised(person, on=day_of(at)), []
    every: dict[str, str] = {}
    for definition in definitions_in_force(day_of(at)):
        if not (everything or ANY_TYPE in led or definition.name in led):
            continue
        roles = [(role.id, told(role.title)) for role in definition.roles]
        every |= dict(roles)
        roles += [(SUPERVISOR, role_title(SUPERVISOR))] if everything else []
        found += [(f"{definition.name}/{role}", f"{told(definition.title)} · {title}") for role, title in roles]
    if everything or ANY_TYPE in led:
        every |= {SUPERVISOR: role_title(SUPERVISOR)} if everything else {}
        found += [(f"{ANY_TYPE}/{role}", f"{title} · {gettext(EVERY_TYPE)}") for role, title in every.items()]
    return found


def _rows(cards: tuple[AuthorityCard, ...], at: datetime) -> list[dict[str, Any]]:
    names = dict(_named({card.person for card in cards} | {c.granted_by.removeprefix("person/") for c in cards}))
    known = {definition.name: definition for definition in definitions_in_force(day_of(at))}
    return [
        {
            "card": card,
            "name": names.get(card.person, card.person),
            "type": gettext(EVERY_TYPE) if card.type == ANY_TYPE else _title(known.get(card.type), card.type),
            "role": role_title(card.role, known.get(card.type)),
            "last": card.until - timedelta(days=1) if card.until else None,
            "status": STATUS[card.state],
            "by": names.get(card.granted_by.removeprefix("person/"), gettext("The system")),
            "may_end": card.state in ("live", "coming"),
        }
        for card in cards
    ]


def _title(definition: Any, name: str) -> str:
    return told(definition.title) if definition else name


def _absences(cards: tuple[AbsenceCard, ...]) -> list[dict[str, Any]]:
    names = dict(_named({card.person for card in cards} | {card.deputy for card in cards if card.deputy}))
    return [
        {
            "card": card,
            "name": names.get(card.person, card.person),
            "deputy": names.get(card.deputy, ""),
            "last": card.until - timedelta(days=1),
            "status": STATUS[card.state],
        }
        for card in cards
    ]


def _named(people: Any) -> list[tuple[str, str]]:
    return sorted(identity.names_of(people).items(), key=lambda pair: pair[1])
