"""Breaks: what stands, by age; one with both sides' lines; proposed by one officer, settled by another. And days reconciled."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zaiton.base.money import parse
from zaiton.blocks.identity.public import Unseen, login_required, names_of
from zaiton.blocks.money.actions.breaks import break_propose, break_refuse, break_resolve
from zaiton.blocks.money.domain.breaks import RESOLUTIONS, STANDING, BreakCard
from zaiton.blocks.money.domain.entries import Line
from zaiton.blocks.money.domain.runs import RunCard
from zaiton.blocks.money.pages.asking import attempted, day_of, go, overseer, page
from zaiton.blocks.money.pages.words import BREAK_EVENTS, break_words, resolution_words, source_words
from zaiton.blocks.money.queries.accounts import account_card
from zaiton.blocks.money.queries.breaks import break_for, breaks_counted, breaks_ended, breaks_of_day, breaks_standing
from zaiton.blocks.money.queries.runs import run_card, runs, statements_of
from zaiton.kit import clock
from zaiton.kit.charts import Part, share_bar


class ProposeForm(forms.Form):
    """How a break is to be settled."""

    resolution = forms.ChoiceField(
        label=gettext_lazy("How it is settled"),
        choices=lambda: [(name, gettext(words)) for name, words in RESOLUTIONS.items()],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=gettext_lazy("Why"), max_length=300)
    debit = forms.CharField(label=gettext_lazy("Account that is debited"), required=False, max_length=60)
    credit = forms.CharField(label=gettext_lazy("Account that is credited"), required=False, max_length=60)
    amount = forms.CharField(label=gettext_lazy("Amount"), required=False, max_length=20)

    def lines(self) -> tuple[Line, ...]:
        """The lines of the entry, none where nothing is booked."""
        data = self.cleaned_data
        if data["resolution"] != "entry":
            return ()
        minor = parse(data["amount"], account_card(data["debit"]).currency)
        return (Line(data["debit"], minor), Line(data["credit"], -minor))


@require_safe
@login_required
def breaks_page(request: HttpRequest) -> HttpResponse:
    """What nobody has settled yet, the oldest first; and what ended last."""
    overseer(request)
    counted = breaks_counted()
    kind = request.GET.get("kind", "")
    today, after = clock.today(), request.GET.get("after", "")
    found = breaks_standing(on=today, kind=kind if kind in counted else "", after=after)
    context = {
        "rows": [_row(card) for card in found],
        "ended": [_row(card) for card in breaks_ended(on=today, limit=10)] if not after else [],
        "counted": [(name, break_words(name), number) for name, number in counted.items()],
        "kind": kind,
        "next_address": f"?kind={kind}&after={found[-1].public_id}" if len(found) == 50 else "",
        "first_address": f"?kind={kind}" if after else "",
    }
    return page(request, "breaks", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def break_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One break: both sides, its history, and what this person may do."""
    person = overseer(request)
    card = break_for(person.public_id, public_id, on=clock.today())
    form = ProposeForm(request.POST or None) if card.state == "open" else None
    if request.method == "POST":
        act, given = request.POST.get("act", ""), form or forms.Form(request.POST)
        if form is None or form.is_valid():
            done = attempted(given, lambda: _do(act, card, given, person.actor))
            if done:
                messages.success(request, gettext("Done."))
                return go("break", public_id)
        form = given
    people = names_of(
        {name.removeprefix("person/") for name in (card.maker, card.checker, *(step.actor for step in card.steps))}
    )
    context = {
        **_row(card),
        "form": form,
        "lines": [{**line, "name": source_words(str(line.get("source", "")))} for line in card.lines],
        "steps": [
            {
                "at": step.at,
                "words": gettext(BREAK_EVENTS[step.event]),
                "said": step.words,
                "by": people.get(step.actor.removeprefix("person/"), step.actor),
            }
            for step in card.steps
        ],
        "resolution": resolution_words(card.resolution),
        "maker": people.get(card.maker.removeprefix("person/"), card.maker),
        "own": card.maker == person.actor,
        "draft_lines": [
            {"account": account, "amount": amount, "currency": account_card(account).currency}
            for account, amount in (card.draft or {}).get("lines", [])
        ],
    }
    return page(request, "break", context)


@require_safe
@login_required
def days_page(request: HttpRequest) -> HttpResponse:
    """The days that were reconciled, the newest first."""
    overseer(request)
    before = request.GET.get("before", "")
    found = runs(before=day_of(before, clock.today()) if before else None)
    context = {
        "rows": [{"run": run, "parts": _counts(run)} for run in found],
        "next_address": f"?before={found[-1].day.isoformat()}" if len(found) == 31 else "",
        "first_address": "?" if before else "",
    }
    return page(request, "days", context)


@require_safe
@login_required
def day_page(request: HttpRequest, day: str) -> HttpResponse:
    """One day: which statements came, how many lines matched, which breaks it has."""
    overseer(request)
    today = clock.today()
    on = day_of(day, today)
    run = run_card(on)
    if run is None or on.isoformat() != day:
        raise Unseen
    parts = _counts(run)
    context = {
        "run": run,
        "parts": parts,
        "bar": share_bar(
            [Part(name, count, tone) for name, count, tone in parts],
            title=gettext("Lines of the day"),
            desc=", ".join(f"{name} {count}" for name, count, _ in parts),
        ),
        "statements": [{"card": one, "name": source_words(one.source)} for one in statements_of(on)],
        "missing": [source_words(name) for name, said in run.sources.items() if said is None],
        "rows": [_row(card) for card in breaks_of_day(on, on=today)],
    }
    return page(request, "day", context)


def _do(act: str, card: BreakCard, form: forms.Form, actor: str) -> None:
    at = clock.now()
    if act == "propose" and isinstance(form, ProposeForm):
        data = form.cleaned_data
        lines = form.lines()
        break_propose(
            card.public_id,
            resolution=data["resolution"],
            words=data["words"],
            lines=lines,
            business_date=clock.today() if lines else None,
            actor=actor,
            at=at,
        )
    elif act == "resolve":
        break_resolve(card.public_id, actor=actor, at=at)
    elif act == "refuse":
        break_refuse(card.public_id, words=form.data.get("words", ""), actor=actor, at=at)
    else:
        raise Unseen


def _row(card: BreakCard) -> dict[str, Any]:
    return {"card": card, "kind": break_words(card.kind), "tag": card.state, "standing": card.state in STANDING}


def _counts(run: RunCard) -> list[tuple[str, int, str]]:
    counts = run.counts
    settled = int(counts.get("settled", 0))
    return [
        (gettext("matched"), int(counts.get("matched", 0)), "ok"),
        (gettext("settled by two people"), settled, "info"),
        (gettext("in breaks"), int(counts.get("in_breaks", 0)) - settled, "bad"),
    ]
