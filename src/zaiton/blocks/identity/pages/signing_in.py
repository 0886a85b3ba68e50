"""Signing in and out, registering, and the way back in by a one-time link."""

import logging

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zaiton.blocks.identity.actions.links import link_request, link_use
from zaiton.blocks.identity.actions.people import person_register
from zaiton.blocks.identity.actions.signing_in import request_count, sign_in, sign_out
from zaiton.blocks.identity.domain.refusals import LinkSpent
from zaiton.blocks.identity.pages.asking import asker, attempted, gate, go, network_of, page, safe_next
from zaiton.blocks.identity.pages.forms import NewPasswordForm, RegisterForm, ResetForm, SignInForm, language_known
from zaiton.blocks.identity.queries.gate import ACTING_FOR
from zaiton.blocks.identity.queries.organisations import organisations_entered
from zaiton.blocks.identity.queries.tokens import link_is_live
from zaiton.kit.clock import now

log = logging.getLogger("zaiton.identity")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """E-mail address and password; on to the page that was wanted."""
    wanted = safe_next(request, reverse("account:profile"))
    if request.method != "POST" and gate.person_of(request):
        return HttpResponseRedirect(wanted)
    form = SignInForm(request.POST or None)
    context = {"form": form, "next": wanted}
    if form.is_valid():
        data = form.cleaned_data
        done, result = attempted(
            form,
            lambda: sign_in(email=data["email"], password=data["password"], address=network_of(request), at=now()),
        )
        if done:
            _begin(request, result)
            return HttpResponseRedirect(wanted)
        return page(request, "sign_in", context, status=result.status)
    return page(request, "sign_in", context)


@require_http_methods(["POST"])
def sign_out_page(request: HttpRequest) -> HttpResponse:
    """Ends the session; a visitor's request changes nothing."""
    person = gate.person_of(request)
    if person:
        sign_out(person_id=person.public_id, at=now())
        logout(request)
        messages.success(request, gettext("You have signed out."))
    return HttpResponseRedirect(reverse("portal"))


@sensitive_post_parameters("new_password", "new_password_again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register_page(request: HttpRequest) -> HttpResponse:
    """A new account; the person is signed in at once and asked for their organisation next."""
    form = RegisterForm(request.POST or None)
    if form.is_valid():
        done, result = attempted(form, lambda: _register(request, form.cleaned_data))
        if done:
            _begin(request, result)
            messages.success(request, gettext("Your account is ready. If you act for a company, enter it now."))
            return go("organisation_new")
        return page(request, "register", {"form": form}, status=result.status)
    return page(request, "register", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset_page(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail; the answer is the same whether the account exists or not."""
    if not settings.EMAIL_CONFIGURED:
        return page(request, "reset_without_mail")
    form = ResetForm(request.POST or None)
    if form.is_valid():
        done, result = attempted(
            form, lambda: link_request(email=form.cleaned_data["email"], address=network_of(request), at=now())
        )
        if not done:
            return page(request, "reset", {"form": form}, status=result.status)
        if result:
            _mail(request, *result)
        return page(request, "reset_sent", {"email": form.cleaned_data["email"]})
    return page(request, "reset", {"form": form})


@sensitive_post_parameters("new_password", "new_password_again")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reset_link_page(request: HttpRequest, secret: str) -> HttpResponse:
    """Set a new password by a link that works once."""
    form = NewPasswordForm(request.POST or None)
    if not link_is_live(secret, at=now()):
        refusal = LinkSpent()
        context = {"sentence": refusal.sentence(gettext), "remedy": refusal.remedy(gettext)}
        return page(request, "reset_spent", context, status=refusal.status)
    if form.is_valid():
        new = form.cleaned_data["new_password"]
        done, _ = attempted(form, lambda: link_use(secret=secret, new_password=new, at=now()))
        if done:
            messages.success(request, gettext("The new password is set. Sign in with it."))
            return go("sign_in")
    return page(request, "reset_link", {"form": form})


@gate.login_required
@require_http_methods(["POST"])
def acting_page(request: HttpRequest) -> HttpResponse:
    """Act for another organisation from now on, or for oneself; only what is open to the person is taken."""
    request.session[ACTING_FOR] = request.POST.get("organisation", "")
    person = asker(request)
    if person.acting_for:
        messages.success(request, gettext("You now act for {name}.").format(name=person.acting_for.name))
    else:
        request.session.pop(ACTING_FOR, None)
        messages.success(request, gettext("You now act for yourself."))
    return HttpResponseRedirect(safe_next(request, reverse("account:profile")))


def _register(request: HttpRequest, data: dict):
    request_count(kind="register", address=network_of(request), at=now())
    person_register(
        email=data["email"],
        display_name=data["display_name"],
        password=data["new_password"],
        language=language_known(get_language()),
        at=now(),
    )
    return sign_in(email=data["email"], password=data["new_password"], address=network_of(request), at=now())


def _begin(request: HttpRequest, person) -> None:
    """A session acts for what the person entered and owns; where somebody else added them, they choose it themselves."""
    login(request, person, backend=BACKEND)
    own = organisations_entered(person.public_id, at=now())
    if own:
        request.session[ACTING_FOR] = own[0].public_id


def _mail(request: HttpRequest, email: str, language: str, secret: str) -> None:
    with override(language):
        address = request.build_absolute_uri(reverse("account:reset_link", args=[secret]))
        subject = gettext("Set a new password")
        body = gettext(
            "Somebody, most likely you, asked to set a new password for this address.\n"
            "Open this link within the hour; it works once:\n\n{address}\n\n"
            "If it was not you, nothing needs to be done."
        ).format(address=address)
    try:
        send_mail(subject, body, None, [email])
    except OSError as error:
        log.error("the mail with a reset link could not be sent: %s", error)
