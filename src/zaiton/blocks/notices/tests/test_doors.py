"""Pages, API and command: who gets in, what they say when they refuse, and that they do what the actions do."""

import json
from collections.abc import Mapping

import pytest
from click.testing import CliRunner
from django.test import Client

from zaiton.blocks.identity.public import create_demo_cast
from zaiton.blocks.notices.cli import notices
from zaiton.blocks.notices.models import Delivery, Endpoint, Mail, Notice
from zaiton.blocks.notices.queries.preferences import preference_of
from zaiton.blocks.notices.tests.factories import NOON, a_notice, an_endpoint, firm_of, names
from zaiton.blocks.notices.tests.servers import receiver
from zaiton.kit.clock import now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
URL = "https://erp.example/hooks"
PREFERENCES = {"mail_on": ["trials"], "quiet_begins": "22:30", "quiet_ends": "06:00"}


@pytest.fixture
def accounts(db, tmp_path) -> Mapping[str, dict]:
    """The cast with its passwords, made now."""
    return {account["cast"]: account for account in create_demo_cast(now(), tmp_path)}


@pytest.fixture(autouse=True)
def book():
    """A name server with one public host."""
    with names(erp_example="93.184.216.34", inner_example="10.0.0.8"):
        yield


def signed_in(account: dict) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    form = {"email": account["email"], "password": account["password"]}
    assert client.post("/account/sign-in/", form).status_code == 302
    return client


def text(answer) -> str:
    """What a page says."""
    return answer.content.decode()


def form(account: dict, **more) -> dict:
    """A filled-in form for a new webhook."""
    return {"organisation": firm_of(account["public_id"], now()), "name": "ERP", "url": URL, "kinds": ["*"], **more}


@pytest.mark.parametrize("path", ["", "preferences/", "webhooks/", "webhooks/new/", "webhooks/nothing/", "nothing/"])
def test_visitors_are_sent_to_sign_in(path: str) -> None:
    answer = Client().get(f"/notices/{path}")
    assert answer.status_code == 302 and "/account/sign-in/" in answer.url


def test_the_head_counts_what_is_unread_and_reading_lowers_it(accounts) -> None:
    me = accounts["importer"]["public_id"]
    client = signed_in(accounts["importer"])
    assert "通知（未读" not in text(client.get("/help/"))
    for number in range(3):
        a_notice(me, f"k{number}", at=now())
    assert "通知（未读 3 条）" in text(client.get("/help/"))
    assert "Notices (3 unread)" in text(client.get("/en/help/"))
    first, second, _ = Notice.objects.order_by("id")
    answer = client.get(f"/en/notices/{first.public_id}/")
    assert (answer.status_code, answer.url) == (302, "/en/help/")
    client.head(f"/notices/{second.public_id}/")
    assert "通知（未读 2 条）" in text(client.get("/help/")), "a look ahead is no reading"
    client.post(f"/notices/{second.public_id}/read/")
    assert "通知（未读 1 条）" in text(client.get("/help/"))
    client.post("/notices/read/")
    assert "（未读" not in text(client.get("/help/"))


def test_the_head_stops_counting_at_a_hundred(accounts) -> None:
    me = accounts["importer"]["public_id"]
    rows = [Notice(person=me, kind="trials.due", data={"name": "n"}, key=f"k{n}", created_at=NOON) for n in range(120)]
    Notice.objects.bulk_create(rows)
    client = signed_in(accounts["importer"])
    assert "未读超过 99 条" in text(client.get("/help/"))
    page = text(client.get("/notices/"))
    assert page.count('<th scope="row"') == 50 and "after=u" in page


def test_anothers_notice_is_not_found(accounts) -> None:
    a_notice(accounts["importer"]["public_id"])
    public_id = Notice.objects.get().public_id
    client = signed_in(accounts["stranger"])
    assert client.get(f"/notices/{public_id}/").status_code == 404
    assert client.post(f"/notices/{public_id}/read/").status_code == 404
    assert Notice.objects.get().read_at is None


def test_data_is_shown_as_text(accounts) -> None:
    a_notice(accounts["importer"]["public_id"], "<script>alert(1)</script>")
    page = text(signed_in(accounts["importer"]).get("/notices/"))
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_preferences_are_kept_and_a_wrong_time_says_how_to_write_it(accounts) -> None:
    client, me = signed_in(accounts["importer"]), accounts["importer"]["public_id"]
    assert client.post("/notices/preferences/", PREFERENCES).status_code == 302
    kept = preference_of(me)
    assert "notices" in kept.mail_off and "trials" not in kept.mail_off
    assert f"{kept.quiet_begins:%H:%M} {kept.quiet_ends:%H:%M}" == "22:30 06:00"
    wrong = client.post("/notices/preferences/", {**PREFERENCES, "quiet_ends": "late"})
    assert wrong.status_code == 422 and "时间请写成 21:00。" in text(wrong)
    assert preference_of(me) == kept and preference_of(accounts["agent"]["public_id"]).mail_off == set()


def test_a_webhook_is_made_shown_once_changed_and_removed(accounts) -> None:
    client = signed_in(accounts["importer"])
    made = client.post("/notices/webhooks/new/", form(accounts["importer"]))
    assert made.status_code == 200 and "no-store" in made.headers["Cache-Control"]
    secret = text(made).partition('value="whsec_')[2].partition('"')[0]
    assert len(secret) == 44
    endpoint = Endpoint.objects.get()
    here = f"/notices/webhooks/{endpoint.public_id}/"
    assert secret not in text(client.get(here)) and URL in text(client.get(here))
    assert client.post(f"{here}edit/", {"name": "ERP 2", "url": URL, "kinds": ["trials.decided"]}).status_code == 302
    rotated = client.post(f"{here}secret/")
    assert "whsec_" in text(rotated) and secret not in text(rotated)
    assert client.get(f"{here}secret/").status_code == 405
    assert client.post(f"{here}remove/").status_code == 302
    assert client.get(here).status_code == 404


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://inner.example/", "inner.example does not lie in the public net"),
        ("http://erp.example/", "Events go out encrypted only."),
        ("https://nowhere.example/", "The name nowhere.example cannot be found in the net."),
        ("https://erp.example:25/", "Events are not sent to port 25."),
        ("javascript:alert(1)", "This is not an address an event can be sent to."),
    ],
)
def test_a_bad_address_is_refused_beside_its_field(accounts, url: str, sentence: str) -> None:
    answer = signed_in(accounts["importer"]).post("/en/notices/webhooks/new/", form(accounts["importer"], url=url))
    assert answer.status_code == 422 and sentence in text(answer) and 'aria-invalid="true"' in text(answer)
    assert Endpoint.objects.count() == 0


def test_strangers_do_not_learn_of_a_webhook(accounts) -> None:
    an_endpoint(accounts["importer"]["public_id"], firm_of(accounts["importer"]["public_id"], now()), URL, at=now())
    here = f"/notices/webhooks/{Endpoint.objects.get().public_id}/"
    for role in ("stranger", "agent", "officer"):
        client = signed_in(accounts[role])
        assert client.get(here).status_code == 404
        for act in ("secret/", "remove/", "on/", "try/", "events/nothing/send/"):
            assert client.post(here + act).status_code == 404, act
        other = client.post("/notices/webhooks/new/", form(accounts["importer"]))
        assert other.status_code in (302, 422)
    assert Endpoint.objects.count() == 1 and Endpoint.objects.get().state == "live"


def test_a_dead_event_is_sent_again_from_the_page_and_a_live_one_is_not(accounts) -> None:
    me = accounts["importer"]["public_id"]
    endpoint, _ = an_endpoint(me, firm_of(me, now()), URL, at=now())
    row = Delivery.objects.create(
        endpoint=endpoint, kind="gone.kind", event="evt_1", body="{}", state="dead", error="timeout", created_at=now()
    )
    client = signed_in(accounts["importer"])
    here = f"/en/notices/webhooks/{endpoint.public_id}/"
    page = text(client.get(f"{here}?show=given_up"))
    assert "It did not answer in time." in page and "gone.kind" in page
    again = f"{here}events/{row.public_id}/send/"
    assert "on its way again" in text(client.post(again, follow=True))
    assert "has not failed" in text(client.post(again, follow=True))
    assert client.post(f"{here}events/nothing/send/").status_code == 404


def token(account: dict, *scopes: str, organisation: str = "") -> str:
    """A token made on the account page."""
    given = {"name": "t", "scopes": scopes, "days": 1, "organisation": organisation}
    made = signed_in(account).post("/account/tokens/new/", given)
    return "zt_" + text(made).partition('value="zt_')[2].partition('"')[0]


def test_the_api_reads_and_marks_with_its_scopes(accounts) -> None:
    me = accounts["importer"]["public_id"]
    a_notice(me, "a", organisation=firm_of(me, now()))
    a_notice(me, "b")
    both = token(accounts["importer"], "notices:read", "notices:write")
    head = {"authorization": f"Bearer {both}", "accept-language": "en"}
    client = Client()
    found = client.get("/api/notices/inbox?limit=1", headers=head).json()
    assert found["notices"][0]["sentence"] == "A trial event for “b”." and found["after"].startswith("u")
    rest = client.get(f"/api/notices/inbox?limit=1&after={found['after']}", headers=head).json()
    assert rest["notices"][0]["title"] == "Trial" and rest["after"] == ""
    public_id = found["notices"][0]["public_id"]
    marked = client.post(f"/api/notices/inbox/{public_id}/read", headers=head)
    assert marked.status_code == 200 and marked.json()["read_at"]
    assert len(client.get("/api/notices/inbox?unread=true", headers=head).json()["notices"]) == 1
    assert client.post("/api/notices/inbox/read", headers=head).json() == {"read": 1}
    assert client.get("/api/notices/inbox").status_code == 401
    assert client.get("/api/notices/inbox?limit=0", headers=head).status_code == 422


def test_a_token_sees_no_more_than_it_is_for(accounts) -> None:
    me = accounts["importer"]["public_id"]
    firm = firm_of(me, now())
    a_notice(me, "a", organisation=firm)
    a_notice(me, "b")
    other = Notice.objects.get(key="b").public_id
    reading = {"authorization": f"Bearer {token(accounts['importer'], 'notices:read', organisation=firm)}"}
    writing = {"authorization": f"Bearer {token(accounts['importer'], 'notices:write', organisation=firm)}"}
    client = Client()
    assert len(client.get("/api/notices/inbox", headers=reading).json()["notices"]) == 1
    assert client.post("/api/notices/inbox/read", headers=reading).json()["code"] == "scope_lacking"
    assert client.get("/api/notices/inbox", headers=writing).status_code == 403
    assert client.post(f"/api/notices/inbox/{other}/read", headers=writing).status_code == 404
    assert client.post("/api/notices/inbox/read", headers=writing).json() == {"read": 1}
    stranger = {"authorization": f"Bearer {token(accounts['stranger'], 'notices:write')}"}
    assert client.post(f"/api/notices/inbox/{other}/read", headers=stranger).status_code == 404


def run(*arguments: str, **more):
    """The command, as an operator calls it."""
    return CliRunner().invoke(notices, arguments, **more)


def test_the_command_lists_and_sends_again(accounts) -> None:
    assert "failed" in json.loads(run("dead", "--json").output)
    me = accounts["importer"]["public_id"]
    a_notice(me)
    mail = Mail.objects.create(
        notice=Notice.objects.get(), state="unknown", error="gone", created_at=NOON, changed_at=NOON
    )
    endpoint, _ = an_endpoint(me, firm_of(me, now()), URL, at=now())
    row = Delivery.objects.create(
        endpoint=endpoint, kind="trials.decided", event="evt_1", body="{}", state="dead", error="tls", created_at=NOON
    )
    listed = json.loads(run("dead", "--json").output)["failed"]
    assert [(one["id"], one["state"], one["to"]) for one in listed] == [
        (mail.public_id, "unknown", accounts["importer"]["email"]),
        (row.public_id, "dead", URL),
    ]
    for one in listed:
        assert json.loads(run("resend", one["id"], "--json").output) == {"id": one["id"], "state": "waiting"}
    assert json.loads(run("dead", "--json").output)["failed"] == []
    assert run("resend", "nothing").exception.code == "delivery_unknown"


def test_the_command_tries_an_address(settings) -> None:
    with receiver() as there:
        refused = run("test-webhook", there.url, "--json")
        assert refused.exit_code == 1 and json.loads(refused.output)["detail"] == "webhook_address"
        settings.WEBHOOK_ALLOW = ["127.0.0.0/8"]
        secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        done = run("test-webhook", there.url, "--secret-stdin", "--json", input=f"{secret}\n")
        assert done.exit_code == 0 and json.loads(done.output)["status"] == 204
        assert there.got[0].is_signed_with(secret)
        assert run("test-webhook", there.url, "--secret-stdin", input="no secret\n").exit_code == 2
        assert len(there.got) == 1
