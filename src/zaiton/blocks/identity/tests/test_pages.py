"""The account pages: who gets in, what a form says when it refuses, and that nothing is shown to strangers."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from zaiton.blocks.evidence.public import verify
from zaiton.blocks.identity.actions.organisations import member_add
from zaiton.blocks.identity.actions.people import person_set_active
from zaiton.blocks.identity.domain.cards import PersonCard
from zaiton.blocks.identity.tests.factories import (
    PASSWORD,
    a_credit_code,
    a_delegation,
    a_person,
    an_administrator,
    an_organisation,
)
from zaiton.kit.clock import now, today

pytestmark = pytest.mark.django_db
OTHER = "eight silent lanterns"


def signed_in(card: PersonCard) -> Client:
    """A browser in which this person has signed in through the page."""
    client = Client()
    answer = client.post("/account/sign-in/", {"email": card.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return client


def text(answer) -> str:
    """What a page says."""
    return answer.content.decode()


def test_sign_in_changes_the_session_and_leads_on() -> None:
    lin = a_person("lin")
    client = Client()
    session = client.session
    session["kept"] = "x"
    session.save()
    client.cookies["zaiton_session"] = session.session_key
    form = {"email": lin.email, "password": PASSWORD, "next": "/account/tokens/"}
    answer = client.post("/account/sign-in/", form)
    assert (answer.status_code, answer.url) == (302, "/account/tokens/")
    assert client.cookies["zaiton_session"].value != session.session_key
    page = client.get("/account/")
    assert "Lin" in text(page)
    assert "no-store" in page.headers["Cache-Control"]


def test_sign_in_acts_only_for_what_the_person_entered_and_owns() -> None:
    lin, zhou = a_person("lin"), a_person("zhou")
    own = an_organisation(lin)
    for role in ("member", "owner"):
        other = an_organisation(lin)
        member_add(person_id=lin.public_id, organisation_id=other.public_id, email=zhou.email, role=role, at=now())
    assert signed_in(lin).session["acting_for"] == own.public_id
    client = signed_in(zhou)
    assert "acting_for" not in client.session
    client.post("/account/acting/", {"organisation": other.public_id})
    assert client.session["acting_for"] == other.public_id


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_sign_in_leads_nowhere_else(elsewhere: str) -> None:
    lin = a_person("lin")
    answer = Client().post("/account/sign-in/", {"email": lin.email, "password": PASSWORD, "next": elsewhere})
    assert answer.url == "/account/"


def test_sign_in_refuses_in_words_and_locks() -> None:
    lin = a_person("lin")
    client = Client()
    wrong, unknown = (
        text(client.post("/en/account/sign-in/", {"email": email, "password": "wrong"}))
        for email in (lin.email, "nobody@example.com")
    )
    assert "The e-mail address or the password is not right." in wrong
    assert _without_tokens(wrong.replace(lin.email, "E")) == _without_tokens(unknown.replace("nobody@example.com", "E"))
    for _ in range(4):
        assert client.post("/account/sign-in/", {"email": lin.email, "password": "wrong"}).status_code == 422
    locked = client.post("/account/sign-in/", {"email": lin.email, "password": PASSWORD})
    assert locked.status_code == 429
    assert "失败次数过多，请在 15 分钟后再试。" in text(locked)
    assert PASSWORD not in text(locked)


def test_forms_want_a_token_against_forgery() -> None:
    lin = a_person("lin")
    client = Client(enforce_csrf_checks=True)
    form = {"email": lin.email, "password": PASSWORD}
    assert client.post("/account/sign-in/", form).status_code == 403
    page = text(client.get("/account/sign-in/"))
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    assert client.post("/account/sign-in/", {**form, "csrfmiddlewaretoken": token}).status_code == 302


def test_sign_out_is_a_deed_not_a_link() -> None:
    client = signed_in(a_person("lin"))
    assert client.get("/account/sign-out/").status_code == 405
    before = verify().entries
    assert client.post("/account/sign-out/").status_code == 302
    assert verify().entries == before + 1
    assert client.get("/account/").status_code == 302
    assert client.post("/account/sign-out/").status_code == 302
    assert verify().entries == before + 1


PRIVATE = (
    "profile",
    "profile_edit",
    "password",
    "organisation_new",
    "delegations",
    "delegation_new",
    "tokens",
    "token_new",
)


@pytest.mark.parametrize("name", [*PRIVATE, "people"])
def test_visitors_are_sent_to_sign_in_and_back(name: str) -> None:
    address = reverse(f"account:{name}")
    answer = Client().get(address)
    assert (answer.status_code, answer.url) == (302, f"/account/sign-in/?next={address}")


def test_a_visitor_costs_no_query(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        Client().get("/account/sign-in/")
        Client().get("/account/register/")


def test_registration_leads_to_the_organisation() -> None:
    client = Client()
    form = {
        "display_name": "演示进口商",
        "email": "Lin@Example.com",
        "new_password": OTHER,
        "new_password_again": "different",
    }
    answer = client.post("/account/register/", form)
    assert answer.status_code == 422
    assert "两次输入的密码不同" in text(answer)
    answer = client.post("/account/register/", {**form, "new_password_again": OTHER})
    assert (answer.status_code, answer.url) == (302, "/account/organisations/new/")
    wrong = {"name": "榕江", "credit_code": a_credit_code()[:-1]}
    answer = client.post("/account/organisations/new/", wrong)
    assert answer.status_code == 422
    assert re.search("统一社会信用代码[^。]*18 位[^。]*17 位", text(answer))
    answer = client.post("/account/organisations/new/", {**wrong, "credit_code": a_credit_code()})
    page = text(client.get(answer.url))
    assert "榕江" in page
    assert "lin@example.com" in page
    again = Client().post("/account/register/", {**form, "new_password_again": OTHER})
    assert "这个电子邮箱已经有账号。" in text(again)


def test_password_change_ends_other_sessions_only() -> None:
    lin = a_person("lin")
    here, there = signed_in(lin), signed_in(lin)
    form = {"current_password": "wrong", "new_password": OTHER, "new_password_again": OTHER}
    assert "当前密码不对" in text(here.post("/account/password/", form))
    weak = {**form, "current_password": PASSWORD, "new_password": "12345", "new_password_again": "12345"}
    answer = here.post("/account/password/", weak)
    assert answer.status_code == 422
    assert here.post("/account/password/", {**form, "current_password": PASSWORD}).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


def test_a_reopened_account_is_signed_in_nowhere() -> None:
    lin = a_person("lin")
    client = signed_in(lin)
    assert client.get("/account/").status_code == 200
    for active in (False, True):
        person_set_active(actor="command", person_id=lin.public_id, active=active, at=now())
    assert client.get("/account/").status_code == 302


def test_profile_is_changed() -> None:
    client = signed_in(a_person("lin"))
    assert client.post("/account/profile/", {"display_name": "", "language": "xx"}).status_code == 422
    assert client.post("/account/profile/", {"display_name": "林榕", "language": "en"}).status_code == 302
    assert "林榕" in text(client.get("/account/"))


def test_without_mail_an_administrator_hands_out_the_link() -> None:
    lin, wu = a_person("lin"), an_administrator()
    assert "本系统不发邮件" in text(Client().get("/account/reset/"))
    admin = signed_in(wu)
    page = text(admin.post(f"/account/people/{lin.public_id}/", {"do": "link"}))
    link = re.search(r'value="http://testserver(/account/reset/[^"]+)"', page)[1]
    _reset(link, lin)


def test_with_mail_the_link_comes_by_mail_and_tells_nothing(settings) -> None:
    settings.EMAIL_CONFIGURED = True
    lin = a_person("lin")
    known, unknown = (
        text(Client().post("/account/reset/", {"email": email})).replace(email, "E")
        for email in (lin.email, "nobody@example.com")
    )
    assert _without_tokens(known) == _without_tokens(unknown)
    assert [message.to for message in mail.outbox] == [[lin.email]]
    assert "设置新密码" in mail.outbox[0].subject
    _reset(re.search(r"http://testserver(/account/reset/\S+)", mail.outbox[0].body)[1], lin)


def _reset(link: str, card: PersonCard) -> None:
    client = Client()
    assert client.get(link).status_code == 200
    assert client.post(link, {"new_password": OTHER, "new_password_again": "x"}).status_code == 422
    assert client.post(link, {"new_password": OTHER, "new_password_again": OTHER}).status_code == 302
    spent = client.get(link)
    assert spent.status_code == 410
    assert "用过" in text(spent)
    answer = client.post("/account/sign-in/", {"email": card.email, "password": OTHER})
    assert answer.status_code == 302


def test_a_stranger_gets_404_and_the_same_as_for_nothing() -> None:
    lin, he = a_person("lin"), a_person("he")
    firm = an_organisation(lin)
    delegation = a_delegation(lin, firm, a_person("chen").email, first_day=today(), at=now())
    client = signed_in(he)
    there = client.get(f"/account/organisations/{firm.public_id}/")
    nowhere = client.get("/account/organisations/nosuchthing/")
    assert there.status_code == nowhere.status_code == 404
    assert _without_tokens(text(there)).replace(firm.public_id, "X") == _without_tokens(text(nowhere)).replace(
        "nosuchthing", "X"
    )
    for address in (
        f"/account/organisations/{firm.public_id}/",
        f"/account/organisations/{firm.public_id}/name/",
        f"/account/organisations/{firm.public_id}/members/{lin.public_id}/end/",
        f"/account/delegations/{delegation}/end/",
        "/account/tokens/nosuchtoken/revoke/",
    ):
        assert client.post(address, {}).status_code == 404, address


def test_members_are_added_and_ended_by_the_owner() -> None:
    lin, chen = a_person("lin"), a_person("chen")
    firm = an_organisation(lin)
    client = signed_in(lin)
    address = f"/account/organisations/{firm.public_id}/"
    answer = client.post(address, {"email": "no@example.com", "role": "member"})
    assert answer.status_code == 422
    assert "在这里没有账号" in text(answer)
    assert client.post(address, {"email": chen.email, "role": "member"}).status_code == 302
    member = signed_in(chen)
    page = text(member.get(address))
    assert "lin@example.com" in page
    assert "id_email" not in page
    assert member.post(address, {"email": "x@example.com", "role": "member"}).status_code == 404
    last = client.post(f"{address}members/{lin.public_id}/end/", follow=True)
    assert "最后一名负责人不能离开单位" in text(last)
    assert member.post(f"{address}members/{chen.public_id}/end/").status_code == 302
    assert member.get(address).status_code == 404
    assert client.post(f"{address}name/", {"name": "新名"}).status_code == 302
    assert "新名" in text(client.get(address))


def test_an_agent_acts_only_while_delegated() -> None:
    lin, chen = a_person("lin"), a_person("chen")
    firm = an_organisation(lin, "榕江公司")
    owner, agent = signed_in(lin), signed_in(chen)
    form = {
        "company": firm.public_id,
        "agent": chen.email,
        "scopes": ["tariff:read"],
        "first_day": today().isoformat(),
        "last_day": "",
    }
    assert owner.post("/account/delegations/new/", {**form, "scopes": []}).status_code == 422
    assert owner.post("/account/delegations/new/", form).status_code == 302
    assert "榕江公司" in text(agent.get("/account/delegations/"))
    agent.post("/account/acting/", {"organisation": firm.public_id})
    header = r'class="acting">[^<]*榕江公司'
    assert re.search(header, text(agent.get("/account/")))
    assert agent.get(f"/account/organisations/{firm.public_id}/").status_code == 200
    end = re.search(r'action="(/account/delegations/\w+/end/)"', text(owner.get("/account/delegations/")))[1]
    assert owner.post(end).status_code == 302
    assert not re.search(header, text(agent.get("/account/")))
    assert agent.get(f"/account/organisations/{firm.public_id}/").status_code == 404


def test_nobody_acts_for_a_company_that_is_not_theirs() -> None:
    firm = an_organisation(a_person("lin"), "榕江公司")
    client = signed_in(a_person("he"))
    client.post("/account/acting/", {"organisation": firm.public_id})
    assert "榕江公司" not in text(client.get("/account/"))


def test_a_token_is_shown_once() -> None:
    client = signed_in(a_person("lin"))
    form = {"name": "夜间程序", "scopes": ["account:read"], "organisation": "", "days": "90"}
    assert client.post("/account/tokens/new/", {**form, "days": "9999"}).status_code == 422
    made = client.post("/account/tokens/new/", form)
    secret = re.search(r'value="(zt_[^"]+)"', text(made))[1]
    assert "no-store" in made.headers["Cache-Control"]
    page = text(client.get("/account/tokens/"))
    assert secret not in page
    assert secret[:9] in page
    end = re.search(r'action="(/account/tokens/\w+/revoke/)"', page)[1]
    assert client.get("/api/account/me", headers={"authorization": f"Bearer {secret}"}).status_code == 200
    assert client.post(end).status_code == 302
    assert client.get("/api/account/me", headers={"authorization": f"Bearer {secret}"}).status_code == 401


def test_the_people_page_is_the_administrators() -> None:
    lin, wu = a_person("lin"), an_administrator()
    assert signed_in(lin).get("/account/people/").status_code == 403
    assert signed_in(lin).post(f"/account/people/{wu.public_id}/", {"do": "close"}).status_code == 403
    admin = signed_in(wu)
    assert lin.email in text(admin.get("/account/people/?search=lin@"))
    person = f"/account/people/{lin.public_id}/"
    admin.post(person, {"do": "grant", "role": "officer"})
    assert "收回角色：经办人员" in text(admin.get(person))
    mine = signed_in(lin)
    admin.post(person, {"do": "close"})
    assert mine.get("/account/").status_code == 302
    assert "停用最后一名管理员" in text(admin.post(f"/account/people/{wu.public_id}/", {"do": "close"}, follow=True))
    assert admin.get("/account/people/nosuchperson/").status_code == 404


def test_the_evidence_page_is_the_administrators() -> None:
    lin, wu = a_person("lin"), an_administrator()
    assert Client().get("/evidence/").url == "/account/sign-in/?next=/evidence/"
    assert signed_in(lin).get("/evidence/").status_code == 403
    page = text(signed_in(wu).get(f"/evidence/?object=identity.person/{lin.public_id}"))
    assert "账号已建立" in page
    assert wu.public_id not in page.split("<table")[1]
    assert lin.email not in page


def test_the_list_of_entries_is_walked_by_key() -> None:
    wu = an_administrator()
    for _ in range(60):
        a_person()
    admin, address, seen = signed_in(wu), "/evidence/", []
    while address:
        page = text(admin.get(address))
        seen += re.findall(r'<th scope="row"[^>]*>(\d+)</th>', page)
        found = re.search(r'href="([^"]+)" rel="next"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert seen == [str(seq) for seq in range(verify().entries, 0, -1)]


OWNED: dict[str, Callable[[str], str]] = {
    "organisation": lambda firm: f"account/organisations/{firm}/",
    "rename": lambda firm: f"account/organisations/{firm}/name/",
    **{name: lambda firm, name=name: reverse(f"account:{name}")[1:] for name in PRIVATE},
}


@pytest.mark.parametrize("name", OWNED)
def test_pages_answer_in_both_languages(name: str) -> None:
    lin = a_person("lin")
    firm = an_organisation(lin)
    member_add(
        person_id=lin.public_id, organisation_id=firm.public_id, email=a_person("chen").email, role="member", at=now()
    )
    client = signed_in(lin)
    chinese, english = (client.get(f"{prefix}/{OWNED[name](firm.public_id)}") for prefix in ("", "/en"))
    assert chinese.status_code == english.status_code == 200
    heading = re.compile(r"<h1>(.*?)</h1>")
    first, second = (heading.search(text(answer))[1] for answer in (chinese, english))
    assert first != second or name == "organisation"
    for answer in (chinese, english):
        assert "None" not in text(answer)
        assert "style=" not in text(answer)


def _without_tokens(html: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
