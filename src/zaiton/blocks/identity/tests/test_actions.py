"""Every write: what it changes, whom it refuses, and the entry it leaves."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection

from zaiton.base.identifiers import CreditCodeCheckDigit
from zaiton.base.refusals import Refusal
from zaiton.blocks.evidence.public import verify
from zaiton.blocks.identity.actions.delegations import delegation_revoke
from zaiton.blocks.identity.actions.links import link_issue, link_request, link_use
from zaiton.blocks.identity.actions.operating import administrator_make
from zaiton.blocks.identity.actions.organisations import (
    member_add,
    member_end,
    organisation_create,
    organisation_rename,
)
from zaiton.blocks.identity.actions.people import (
    person_change_password,
    person_register,
    person_set_active,
    person_update_profile,
    role_grant,
    role_revoke,
)
from zaiton.blocks.identity.actions.signing_in import sign_in
from zaiton.blocks.identity.actions.tokens import token_create, token_revoke, token_use
from zaiton.blocks.identity.domain import refusals
from zaiton.blocks.identity.models import ApiToken, OneTimeLink, Person
from zaiton.blocks.identity.queries.delegations import delegations_given, delegations_received, revocable_ids
from zaiton.blocks.identity.queries.organisations import (
    acting_choices,
    may_act_for,
    members_of,
    organisation_for,
    organisation_owned,
    organisations_of,
    organisations_visible_to,
)
from zaiton.blocks.identity.queries.people import people_page
from zaiton.blocks.identity.queries.tokens import link_is_live, token_holder, tokens_of
from zaiton.blocks.identity.tests.factories import (
    NOON,
    PASSWORD,
    TODAY,
    a_credit_code,
    a_delegation,
    a_person,
    an_administrator,
    an_organisation,
)
from zaiton.kit.manifest import installed

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OTHER = "eight silent lanterns"


def refused(kind: type[Refusal], act: Callable) -> Refusal:
    """The refusal an act meets; it left no entry."""
    before = verify().entries
    with pytest.raises(kind) as caught:
        act()
    assert verify().entries == before
    return caught.value


def test_every_write_leaves_one_entry_that_people_can_read() -> None:
    lin, chen, wu = a_person("lin"), a_person("chen"), an_administrator()
    firm = an_organisation(lin)
    writes: dict[str, Callable] = {
        "registered": lambda: a_person("late"),
        "changed": lambda: person_update_profile(person_id=lin.public_id, display_name="L", language="en", at=NOON),
        "password": lambda: person_change_password(person_id=lin.public_id, current=PASSWORD, new=OTHER, at=NOON),
        "closed": lambda: person_set_active(actor="command", person_id=wu.public_id, active=False, at=NOON),
        "reopened": lambda: person_set_active(actor="command", person_id=wu.public_id, active=True, at=NOON),
        "granted": lambda: role_grant(actor="command", person_id=chen.public_id, role="officer", at=NOON),
        "revoked": lambda: role_revoke(actor="command", person_id=chen.public_id, role="officer", at=NOON),
        "link": lambda: link_issue(person_id=chen.public_id, actor=wu.actor, at=NOON),
        "renamed": lambda: organisation_rename(
            person_id=lin.public_id, organisation_id=firm.public_id, name="N", at=NOON
        ),
        "member": lambda: member_add(
            person_id=lin.public_id, organisation_id=firm.public_id, email=chen.email, role="member", at=NOON
        ),
        "ended": lambda: member_end(
            person_id=lin.public_id, organisation_id=firm.public_id, member_id=chen.public_id, at=NOON
        ),
        "delegated": lambda: a_delegation(lin, firm, chen.email, at=NOON + MINUTE),
        "token": lambda: token_create(person_id=lin.public_id, name="t", scopes=["account:read"], days=1, at=NOON),
    }
    role_grant(actor="system", person_id=lin.public_id, role="administrator", at=NOON)
    for name, act in writes.items():
        before = verify().entries
        act()
        assert verify().entries == before + 1, name
    assert verify().ok
    known = {action for manifest in installed().values() for action in manifest.actions}
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT action FROM evidence_entry")
        assert {row[0] for row in cursor.fetchall()} <= known


def test_registration_wants_a_fresh_address_and_a_strong_password() -> None:
    lin = a_person("lin")

    def register(email: str, password: str, name: str = "X") -> Callable:
        return lambda: person_register(email=email, display_name=name, password=password, language="en", at=NOON)

    assert refused(refusals.EmailTaken, register("LIN@example.com", PASSWORD)).field == "email"
    for weak in ("short one", "1234567890", "password123", "12345678901234", "lin.xiaorong@"):
        refused(refusals.PasswordWeak, register("lin.xiaorong@example.com", weak, "Lin"))
    assert Person.objects.get().public_id == lin.public_id
    assert Person.objects.get().password != PASSWORD


def test_a_password_is_changed_by_who_knows_the_old_one() -> None:
    lin = a_person("lin")
    change = person_change_password
    refused(refusals.PasswordWrong, lambda: change(person_id=lin.public_id, current="no", new=OTHER, at=NOON))
    refused(refusals.PasswordWeak, lambda: change(person_id=lin.public_id, current=PASSWORD, new="short", at=NOON))
    change(person_id=lin.public_id, current=PASSWORD, new=OTHER, at=NOON)
    assert sign_in(email=lin.email, password=OTHER, address="a", at=NOON)


def test_an_installation_keeps_an_administrator() -> None:
    wu = an_administrator()
    revoke = lambda: role_revoke(actor="x", person_id=wu.public_id, role="administrator", at=NOON)  # noqa: E731
    refused(refusals.LastAdministrator, revoke)
    refused(
        refusals.LastAdministrator,
        lambda: person_set_active(actor="x", person_id=wu.public_id, active=False, at=NOON),
    )
    an_administrator("second")
    revoke()
    refused(refusals.RoleUnknown, lambda: role_grant(actor="x", person_id=wu.public_id, role="king", at=NOON))


def test_only_administrators_see_the_people() -> None:
    wu, lin = an_administrator(), a_person("lin")
    assert [line.email for line in people_page(_with_roles(wu))] == [wu.email, lin.email]
    assert [line.email for line in people_page(_with_roles(wu), search="LIN@")] == [lin.email]
    assert people_page(_with_roles(wu), after=people_page(_with_roles(wu))[-1].position) == ()
    refused(refusals.Unseen, lambda: people_page(lin))


def test_the_first_administrator_is_made_by_command() -> None:
    card, secret = administrator_make(email="Boss@Example.com", display_name="", password="", actor="command", at=NOON)
    assert (card.email, card.roles) == ("boss@example.com", frozenset({"administrator"}))
    assert link_is_live(secret, at=NOON)
    again, none = administrator_make(email="boss@example.com", display_name="", password="", actor="command", at=NOON)
    assert (again.public_id, none) == (card.public_id, "")
    refused(
        refusals.EmailWrong,
        lambda: administrator_make(email="boss", display_name="", password="", actor="command", at=NOON),
    )


def test_a_reset_link_works_once_within_the_hour() -> None:
    lin = a_person("lin")
    secret = link_issue(person_id=lin.public_id, actor="command", at=NOON)
    assert secret not in {value for row in OneTimeLink.objects.values_list() for value in row}
    late, weak = NOON + HOUR, "short"
    refused(refusals.LinkSpent, lambda: link_use(secret=secret, new_password=OTHER, at=late))
    refused(refusals.LinkSpent, lambda: link_use(secret="made up", new_password=OTHER, at=NOON))
    refused(refusals.PasswordWeak, lambda: link_use(secret=secret, new_password=weak, at=NOON))
    assert link_is_live(secret, at=NOON)
    link_use(secret=secret, new_password=OTHER, at=late - MINUTE)
    assert not link_is_live(secret, at=NOON)
    refused(refusals.LinkSpent, lambda: link_use(secret=secret, new_password=PASSWORD, at=NOON))
    assert sign_in(email=lin.email, password=OTHER, address="a", at=NOON)


def test_a_newer_link_ends_the_older_and_a_closed_account_has_none() -> None:
    lin = a_person("lin")
    first = link_issue(person_id=lin.public_id, actor="command", at=NOON)
    second = link_issue(person_id=lin.public_id, actor="command", at=NOON)
    assert (link_is_live(first, at=NOON), link_is_live(second, at=NOON)) == (False, True)
    person_set_active(actor="command", person_id=lin.public_id, active=False, at=NOON)
    refused(refusals.LinkSpent, lambda: link_use(secret=second, new_password=OTHER, at=NOON))
    refused(refusals.Unseen, lambda: link_issue(person_id=lin.public_id, actor="command", at=NOON))


def test_a_reset_unlocks_the_account() -> None:
    lin = a_person("lin")
    for _ in range(5):
        with pytest.raises(refusals.SignInRefused):
            sign_in(email=lin.email, password="wrong", address="a", at=NOON)
    link_use(secret=link_issue(person_id=lin.public_id, actor="command", at=NOON), new_password=OTHER, at=NOON)
    assert sign_in(email=lin.email, password=OTHER, address="a", at=NOON)


def test_asking_for_a_link_finds_only_open_accounts() -> None:
    lin = a_person("lin")
    email, language, secret = link_request(email=lin.email, address="a", at=NOON)
    assert (email, language, link_is_live(secret, at=NOON)) == (lin.email, "zh-hans", True)
    assert link_request(email="nobody@example.com", address="a", at=NOON) is None


def test_an_organisation_is_entered_once_under_a_code_that_holds() -> None:
    lin, chen = a_person("lin"), a_person("chen")
    code = a_credit_code()
    card = organisation_create(person_id=lin.public_id, name=" 榕江 ", credit_code=code.lower(), at=NOON)
    assert (card.name, card.credit_code) == ("榕江", code)
    assert organisations_of(lin.public_id, at=NOON) == (card,)

    def enter(text: str) -> Callable:
        return lambda: organisation_create(person_id=chen.public_id, name="x", credit_code=text, at=NOON)

    assert refused(refusals.CreditCodeTaken, enter(code)).field == "credit_code"
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert refused(CreditCodeCheckDigit, enter(wrong)).field == "credit_code"


def test_strangers_are_told_that_there_is_nothing() -> None:
    lin, chen = a_person("lin"), a_person("chen")
    firm = an_organisation(lin)
    a = {"person_id": chen.public_id, "organisation_id": firm.public_id, "at": NOON}
    getters: list[Callable] = [
        lambda: organisation_for(chen.public_id, firm.public_id, at=NOON),
        lambda: organisation_for(chen.public_id, "nosuchthing", at=NOON),
        lambda: organisation_owned(chen.public_id, firm.public_id, at=NOON),
        lambda: members_of(chen.public_id, firm.public_id, at=NOON),
        lambda: organisation_rename(name="x", **a),
        lambda: member_add(email=chen.email, role="owner", **a),
        lambda: member_end(member_id=lin.public_id, **a),
        lambda: a_delegation(chen, firm, lin.email),
        lambda: token_create(name="t", scopes=["account:read"], days=1, **a),
    ]
    assert {(refused(refusals.Unseen, getter).status, getter) for getter in getters} == {
        (404, getter) for getter in getters
    }


def test_members_act_and_owners_rule() -> None:
    lin, chen, he = a_person("lin"), a_person("chen"), a_person("he")
    firm = an_organisation(lin)
    a = {"organisation_id": firm.public_id, "at": NOON}
    member_add(person_id=lin.public_id, email=chen.email.upper(), role="member", **a)
    assert may_act_for(chen.public_id, firm.public_id, scope="tariff:write", at=NOON)
    assert [line.role for line in members_of(chen.public_id, firm.public_id, at=NOON)] == ["owner", "member"]
    refused(refusals.Unseen, lambda: member_add(person_id=chen.public_id, email=he.email, role="member", **a))
    refused(refusals.AlreadyMember, lambda: member_add(person_id=lin.public_id, email=chen.email, role="member", **a))
    refused(
        refusals.PersonUnknown, lambda: member_add(person_id=lin.public_id, email="no@example.com", role="member", **a)
    )
    refused(refusals.LastOwner, lambda: member_end(person_id=lin.public_id, member_id=lin.public_id, **a))
    refused(refusals.LastOwner, lambda: member_add(person_id=lin.public_id, email=lin.email, role="member", **a))
    later = {"organisation_id": firm.public_id, "at": NOON + MINUTE}
    member_add(person_id=lin.public_id, email=chen.email, role="owner", **later)
    member_end(person_id=lin.public_id, member_id=lin.public_id, **later)
    assert organisations_of(lin.public_id, at=NOON + MINUTE) == ()
    assert organisations_of(lin.public_id, at=NOON) == (firm,)


def test_an_agent_sees_a_company_only_while_delegated() -> None:
    lin, chen, he = a_person("lin"), a_person("chen"), a_person("he")
    firm, office = an_organisation(lin), an_organisation(chen)
    delegation = a_delegation(lin, firm, office.credit_code, first_day=TODAY + DAY, last_day=date(2026, 11, 22))
    midnight = NOON + 12 * HOUR

    def sees(person, at, scope: str = "tariff:read") -> bool:
        return firm.public_id in organisations_visible_to(person.public_id, scope=scope, at=at)

    assert not sees(chen, NOON)
    assert not sees(chen, midnight - timedelta(microseconds=1))
    assert sees(chen, midnight)
    assert sees(chen, midnight + 2 * DAY - timedelta(microseconds=1))
    assert not sees(chen, midnight + 2 * DAY)
    assert not sees(chen, midnight, scope="tariff:write")
    assert not sees(he, midnight)
    assert sees(lin, NOON, scope="anything")
    assert acting_choices(chen.public_id, at=midnight) == (office, firm)
    assert organisation_for(chen.public_id, firm.public_id, scope="tariff:read", at=midnight) == firm
    refused(refusals.Unseen, lambda: members_of(chen.public_id, firm.public_id, at=midnight))
    delegation_revoke(person_id=lin.public_id, delegation_id=delegation, at=midnight + DAY)
    assert sees(chen, midnight)
    assert not sees(chen, midnight + DAY)
    refused(refusals.Unseen, lambda: delegation_revoke(person_id=lin.public_id, delegation_id=delegation, at=midnight))


def test_a_delegation_follows_the_members_of_the_agent() -> None:
    lin, chen, he = a_person("lin"), a_person("chen"), a_person("he")
    firm, office = an_organisation(lin), an_organisation(chen)
    a_delegation(lin, firm, office.credit_code)
    assert not may_act_for(he.public_id, firm.public_id, scope="tariff:read", at=NOON)
    member_add(
        person_id=chen.public_id, organisation_id=office.public_id, email=he.email, role="member", at=NOON + MINUTE
    )
    assert may_act_for(he.public_id, firm.public_id, scope="tariff:read", at=NOON + MINUTE)
    member_end(person_id=he.public_id, organisation_id=office.public_id, member_id=he.public_id, at=NOON + 2 * MINUTE)
    assert not may_act_for(he.public_id, firm.public_id, scope="tariff:read", at=NOON + 2 * MINUTE)


def test_a_delegation_to_a_person_ends_with_their_account() -> None:
    lin, chen = a_person("lin"), a_person("chen")
    firm = an_organisation(lin)
    a_delegation(lin, firm, chen.email)
    assert may_act_for(chen.public_id, firm.public_id, scope="tariff:read", at=NOON)
    person_set_active(actor="command", person_id=chen.public_id, active=False, at=NOON)
    assert not may_act_for(chen.public_id, firm.public_id, scope="tariff:read", at=NOON)


def test_who_may_end_a_delegation() -> None:
    lin, chen, he = a_person("lin"), a_person("chen"), a_person("he")
    firm, office = an_organisation(lin), an_organisation(chen)
    first = a_delegation(lin, firm, office.credit_code)
    refused(refusals.Unseen, lambda: delegation_revoke(person_id=he.public_id, delegation_id=first, at=NOON))
    lines = delegations_given(lin.public_id, at=NOON)
    assert [line.agent_name for line in lines] == [office.name]
    assert delegations_received(chen.public_id, at=NOON) == lines
    assert delegations_received(he.public_id, at=NOON) == delegations_given(he.public_id, at=NOON) == ()
    for person in (lin, chen):
        assert revocable_ids(person.public_id, lines, at=NOON) == {first}
    assert revocable_ids(he.public_id, lines, at=NOON) == set()
    delegation_revoke(person_id=chen.public_id, delegation_id=first, at=NOON)
    assert [line.state for line in delegations_given(lin.public_id, at=NOON)] == ["revoked"]


def test_what_a_delegation_must_be() -> None:
    lin, chen = a_person("lin"), a_person("chen")
    firm = an_organisation(lin)
    give = a_delegation
    assert refused(refusals.AgentUnknown, lambda: give(lin, firm, "no@example.com")).field == "agent"
    refused(refusals.AgentUnknown, lambda: give(lin, firm, "somebody"))
    refused(refusals.AgentUnknown, lambda: give(lin, firm, a_credit_code()))
    refused(refusals.AgentIsSelf, lambda: give(lin, firm, firm.credit_code))
    refused(refusals.AgentIsSelf, lambda: give(lin, firm, lin.email))
    refused(refusals.ScopesMissing, lambda: give(lin, firm, chen.email, scopes=()))
    refused(refusals.ScopeUnknown, lambda: give(lin, firm, chen.email, scopes=("moon:read",)))
    refused(refusals.ScopeUnknown, lambda: give(lin, firm, chen.email, scopes=("account:read",)))
    refused(refusals.PeriodBackwards, lambda: give(lin, firm, chen.email, first_day=TODAY - DAY))
    refused(refusals.PeriodBackwards, lambda: give(lin, firm, chen.email, last_day=TODAY - DAY))
    refused(refusals.Unseen, lambda: give(chen, firm, lin.email))


def test_a_token_is_kept_as_a_hash_and_works_until_it_ends() -> None:
    lin = a_person("lin")
    public_id, secret = token_create(
        person_id=lin.public_id, name="nightly", scopes=["tariff:read", "account:read"], days=2, at=NOON
    )
    assert secret not in {value for row in ApiToken.objects.values_list() for value in row}
    holder = token_use(secret, at=NOON)
    assert (holder.person.public_id, holder.scopes) == (lin.public_id, {"account:read", "tariff:read"})
    line = tokens_of(lin.public_id, at=NOON)[0]
    assert (line.prefix, line.state, line.last_used_at) == (secret[:9], "live", NOON)
    token_use(secret, at=NOON + MINUTE)
    assert tokens_of(lin.public_id, at=NOON)[0].last_used_at == NOON
    token_use(secret, at=NOON + HOUR)
    assert tokens_of(lin.public_id, at=NOON)[0].last_used_at == NOON + HOUR
    assert token_use(secret, at=NOON + 2 * DAY) is None
    assert token_use(secret[:-1], at=NOON) is token_use("", at=NOON) is token_use("\ud800", at=NOON) is None
    token_revoke(person_id=lin.public_id, token_id=public_id, at=NOON + HOUR)
    assert token_use(secret, at=NOON + HOUR) is None


def test_a_token_ends_with_account_and_delegation() -> None:
    lin, chen = a_person("lin"), a_person("chen")
    firm = an_organisation(lin)
    delegation = a_delegation(lin, firm, chen.email)
    _, secret = token_create(
        person_id=chen.public_id,
        name="t",
        scopes=["tariff:read"],
        days=1,
        at=NOON,
        organisation_id=firm.public_id,
    )
    assert token_holder(secret, at=NOON)[0].person.acting_for == firm
    delegation_revoke(person_id=lin.public_id, delegation_id=delegation, at=NOON + MINUTE)
    assert token_holder(secret, at=NOON + MINUTE) is None
    _, own = token_create(person_id=chen.public_id, name="t", scopes=["tariff:read"], days=1, at=NOON)
    person_set_active(actor="command", person_id=chen.public_id, active=False, at=NOON)
    assert token_holder(own, at=NOON) is None


def test_what_a_token_must_be() -> None:
    lin, chen = a_person("lin"), a_person("chen")
    a = {"person_id": lin.public_id, "name": "t", "at": NOON}
    refused(refusals.TokenPeriod, lambda: token_create(scopes=["account:read"], days=0, **a))
    refused(refusals.TokenPeriod, lambda: token_create(scopes=["account:read"], days=367, **a))
    refused(refusals.ScopesMissing, lambda: token_create(scopes=[], days=1, **a))
    refused(refusals.ScopeUnknown, lambda: token_create(scopes=["moon:read"], days=1, **a))
    public_id, _ = token_create(scopes=["account:read"], days=1, **a)
    refused(refusals.Unseen, lambda: token_revoke(person_id=chen.public_id, token_id=public_id, at=NOON))


def _with_roles(card):
    from dataclasses import replace

    return replace(card, roles=frozenset({"administrator"}))
