"""The pages of decision tables: officers only, the grid as a form, faults at their cell, two people, texts escaped, files."""

import html
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import assemble
from zaiton.blocks.evidence import public as evidence
from zaiton.blocks.law.actions.versions import version_withdraw, withdrawal_ask
from zaiton.blocks.law.domain.rules.dmn_out import dmn_text
from zaiton.blocks.law.domain.rules.receipts import read_receipt, replay
from zaiton.blocks.law.models import RuleDraft, RuleVersion
from zaiton.blocks.law.queries.drafts import draft_card, judged
from zaiton.blocks.law.queries.rules import kept_table, table_of_texts
from zaiton.blocks.law.tests.rule_texts import AT, GAP, RED, TABLE, TESTS, change_of, drafted, publish, shipped_in_force

pytestmark = pytest.mark.django_db
INPUT = re.compile(r'<input type="(?:text|hidden|date)"[^>]*?name="([\w-]+)"[^>]*?value="([^"]*)"')
INPUT_HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')
SELECT = re.compile(r'<select id="[\w-]+" name="([\w-]+)".*?</select>', re.DOTALL)
CHOSEN = re.compile(r'<option value="([^"]*)" selected>')


@pytest.fixture(autouse=True)
def home(data_home):
    """A data home of its own."""
    return data_home


@pytest.fixture
def cast(db, tmp_path):
    """The six people."""
    return assemble(AT, tmp_path)


def sign_in(client, member):
    client.logout()
    assert client.login(username=member.email, password=member.password)


def text(response) -> str:
    return response.content.decode()


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the draft's form."""
    form = page[page.index('name="h-table"') - 200 : page.index("</form>", page.index('name="h-table"'))]
    found = {name: html.unescape(value) for name, value in INPUT.findall(form)}
    found |= {name: html.unescape(value) for name, value in INPUT_HIDDEN.findall(page) if name == "seen"}
    for select in SELECT.finditer(form):
        chosen = CHOSEN.search(select[0])
        found[select[1]] = html.unescape(chosen[1]) if chosen else ""
    return found


def own_draft(cast, table=TABLE, tests=TESTS) -> str:
    return f"/en/data/rules/drafts/{drafted(table, tests, cast['officer'].public_id)}/"


def test_only_officers_come_here(client, cast):
    shipped_in_force()
    version = RuleVersion.objects.first().public_id
    draft = drafted(person=cast["officer"].public_id)
    gets = ["", "new/", "tables/simple-procedure/", f"versions/{version}/", f"versions/{version}/ask/"]
    gets += [f"versions/{version}/table.yaml", f"versions/{version}/ask/receipt/?on=2024-01-01"]
    gets += [f"drafts/{draft}/", f"drafts/{draft}/text/", f"drafts/{draft}/ask/", f"drafts/{draft}/table.yaml"]
    posts = ["new/", f"versions/{version}/begin/", f"versions/{version}/withdraw/", f"drafts/{draft}/"]
    posts += [f"drafts/{draft}/text/", f"drafts/{draft}/publish/", f"drafts/{draft}/close/"]
    assert client.get("/data/rules/").status_code == 302
    before = evidence.verify().entries
    for member in ("importer", "agent", "administrator", "stranger"):
        sign_in(client, cast[member])
        for address in gets:
            assert client.get(f"/data/rules/{address}").status_code == 403, (member, address)
        for address in posts:
            assert client.post(f"/data/rules/{address}", {"do": "save"}).status_code == 403, (member, address)
    assert evidence.verify().entries == before
    sign_in(client, cast["officer"])
    for address in gets:
        assert client.get(f"/data/rules/{address}").status_code == 200, address
    for address in ("tables/none/", "versions/none/", "drafts/none/", f"versions/{version}/x.yaml", "drafts/none/x"):
        assert client.get(f"/data/rules/{address}").status_code == 404, address
    assert "Decision tables" in text(client.get("/en/data/"))


def test_the_form_sends_back_what_it_shows(client, cast):
    shipped_in_force()
    sign_in(client, cast["officer"])
    for version in RuleVersion.objects.all():
        begun = client.post(f"/en/data/rules/versions/{version.public_id}/begin/", {"first": "2027-01-01"})
        address = begun.headers["location"]
        public_id = address.rstrip("/").rpartition("/")[2]
        before = draft_card(public_id)
        sent = client.post(address, fields(text(client.get(address))) | {"do": "save"})
        assert sent.status_code == 302, text(sent)
        after = draft_card(public_id)
        first, second = judged(before.text, before.tests), judged(after.text, after.tests)
        assert first.table == second.table and first.trials == second.trials
        assert after.version == before.version + 1


def test_a_check_shows_the_gap_and_saves_nothing(client, cast):
    sign_in(client, cast["officer"])
    address = own_draft(cast)
    sent = fields(text(client.get(address)))
    page = text(client.post(address, sent | {"r-2-c-0": "> 1000", "do": "check"}))
    assert "no row holds for" in page and "tonnage = 1000" in page and "Not sound yet." in page
    assert 'value="&gt; 1000"' in page and "Nothing is saved yet." in page
    assert draft_card(address.split("/")[-2]).version == 1


def test_an_overlap_is_shown_at_its_row_and_may_be_saved_but_not_published(client, cast):
    sign_in(client, cast["officer"])
    address = own_draft(cast)
    sent = fields(text(client.get(address))) | {"r-0-c-1": "oil, other", "do": "save"}
    assert client.post(address, sent).status_code == 302
    page = text(client.get(address))
    assert re.search(r'<input [^>]*id="r-1-id"[^>]*aria-invalid="true"', page) and 'href="#r-1-id"' in page
    sign_in(client, cast["second_officer"])
    page = text(client.get(address))
    assert f'action="{address}publish/"' not in page
    refused = client.post(f"{address}publish/", {"seen": draft_card(address.split("/")[-2]).seen})
    assert refused.status_code == 409 and not RuleVersion.objects.exists()


def test_a_refused_save_keeps_what_was_typed_and_marks_the_cell(client, cast):
    sign_in(client, cast["officer"])
    address = own_draft(cast)
    sent = fields(text(client.get(address))) | {"r-2-c-0": "about <b>1000</b>", "h-title_en": "New title", "do": "save"}
    before = evidence.verify().entries
    response = client.post(address, sent)
    page = text(response)
    assert response.status_code == 422 and "is not a value of the type" in page
    assert re.search(r'id="r-2-c-0"[^>]*value="about &lt;b&gt;1000&lt;/b&gt;"[^>]*aria-invalid="true"', page)
    assert 'value="New title"' in page and evidence.verify().entries == before
    assert draft_card(address.split("/")[-2]).version == 1


def test_rows_columns_and_tests_are_added_without_saving(client, cast):
    sign_in(client, cast["officer"])
    address = own_draft(cast)
    sent = fields(text(client.get(address)))
    for wish, name in (("add-row", "r-3-id"), ("add-fact", "c-3-name"), ("add-test", "t-2-case")):
        page = text(client.post(address, sent | {"do": wish}))
        assert f'name="{name}"' in page and "Added at the end." in page
    assert draft_card(address.split("/")[-2]).version == 1


def test_two_editors_cannot_overwrite_one_another(client, cast):
    sign_in(client, cast["officer"])
    address = own_draft(cast)
    mine = fields(text(client.get(address))) | {"h-title_en": "Mine", "do": "save"}
    sign_in(client, cast["second_officer"])
    theirs = fields(text(client.get(address))) | {"h-title_en": "Theirs", "do": "save"}
    assert client.post(address, theirs).status_code == 302
    sign_in(client, cast["officer"])
    for _ in "twice":
        response = client.post(address, mine)
        assert response.status_code == 409 and 'value="Mine"' in text(response)
        assert "changed or decided since" in text(response)
        mine = fields(text(response)) | {"do": "save"}
    assert "Theirs" in draft_card(address.split("/")[-2]).text


def test_a_draft_is_published_by_the_second_and_looked_at_again_when_it_moved(client, cast):
    sign_in(client, cast["officer"])
    address = own_draft(cast)
    public_id = address.split("/")[-2]
    page = text(client.get(address))
    assert "Another officer publishes it" in page and "publish/" not in page
    assert client.post(f"{address}publish/", {"seen": draft_card(public_id).seen}).status_code == 403
    sign_in(client, cast["second_officer"])
    looked = draft_card(public_id).seen
    sign_in(client, cast["officer"])
    client.post(address, fields(page) | {"h-title_en": "Another", "do": "save"})
    sign_in(client, cast["second_officer"])
    moved = client.post(f"{address}publish/", {"seen": looked})
    assert moved.status_code == 409 and "changed or decided since" in text(moved)
    page = text(client.get(address))
    assert "It waits for you to decide." in page
    done = client.post(f"{address}publish/", {"seen": draft_card(public_id).seen, "reason": "new port"})
    assert done.status_code == 302 and "In force. Cases are decided" in text(client.get(done.headers["location"]))
    assert "This draft was published." in text(client.get(address))
    assert evidence.verify().ok


def test_red_tests_name_what_was_wanted_and_found(client, cast):
    sign_in(client, cast["officer"])
    page = text(client.get(own_draft(cast, tests=RED)))
    assert "Tests that fail: 1." in page and "wanted 301, found 300" in page and "Receipt" in page
    assert "Rows that no test reaches:" in page and "small" in page


def test_texts_of_a_table_are_shown_escaped(client, cast):
    evil = "<script>alert(1)</script>"
    table = TABLE.replace("泊位费（示例）", evil).replace("Berth fee (invented)", evil).replace("示例规定第四条", evil)
    table = table.replace("values: [oil, other]", f'values: [oil, other, "{evil}"]').replace(
        "cargo: other}", "cargo: 'not(oil)'}"
    )
    tests = (
        TESTS.replace("小船运油", evil)
        + f"- {{case: x, on: 2024-05-01, facts: {{tonnage: 1, cargo: '{evil}'}}, outputs: {{fee: 0}}}}\n"
    )
    sign_in(client, cast["officer"])
    address = own_draft(cast, table, tests)
    sign_in(client, cast["second_officer"])
    pages = [
        client.get(address),
        client.get(f"{address}text/"),
        client.get(f"{address}ask/?on=2024-05-01&f-cargo=" + evil),
    ]
    done = client.post(f"{address}publish/", {"seen": draft_card(address.split("/")[-2]).seen, "reason": evil})
    version = done.headers["location"]
    pages += [client.get(version), client.get("/en/data/rules/"), client.get("/en/data/rules/tables/berth-fee/")]
    pages += [client.get(f"{version}ask/?on=2024-05-01&f-tonnage=1&f-cargo={evil}&w-fee=300")]
    pages += [client.post(address.replace(address.split("/")[-2], drafted()), {"h-title_en": evil, "do": "save"})]
    for page in pages:
        assert page.status_code in (200, 422) and "<script>alert" not in text(page)
    assert any("&lt;script&gt;" in text(page) for page in pages)


def test_a_table_comes_in_as_text_yaml_file_or_dmn_and_goes_out_again(client, cast):
    sign_in(client, cast["officer"])
    table = table_of_texts(TABLE.encode(), "t")
    dmn = SimpleUploadedFile("fees.dmn", dmn_text(table).encode())
    for sent in ({"table": TABLE}, {"file": SimpleUploadedFile("fees.yaml", TABLE.encode())}, {"file": dmn}):
        begun = client.post("/en/data/rules/new/", {"tests": TESTS} | sent)
        assert begun.status_code == 302
        address = begun.headers["location"]
        out = client.get(f"{address}table.dmn").content
        assert client.get(f"{address}table.yaml").status_code == 200 == client.get(f"{address}tests.yaml").status_code
        page = text(client.get(f"{address}text/"))
        seen = dict(INPUT_HIDDEN.findall(page))["seen"]
        again = client.post(f"{address}text/", {"seen": seen, "tests": TESTS, "file": SimpleUploadedFile("x.dmn", out)})
        assert again.status_code == 302
        assert judged(draft_card(address.split("/")[-2]).text, "").table == table
    for bad in ("", "table: [", GAP.replace("decimal", "float"), "&a [*a]"):
        wrong = client.post("/en/data/rules/new/", {"table": bad, "tests": ""})
        assert wrong.status_code == 422 and "Please correct this first" in text(wrong)
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    for content in (entity, b"<a", b'<?xml version="1.0" encoding="no-such"?><a/>', b"<a/>", b"\xff\xfe\x00"):
        assert client.post("/en/data/rules/new/", {"file": SimpleUploadedFile("x.dmn", content)}).status_code == 422
    assert RuleDraft.objects.count() == 3


def test_the_table_is_asked_and_its_receipt_replays(client, cast):
    version = publish(drafted(person=cast["officer"].public_id), cast["second_officer"].public_id)
    sign_in(client, cast["officer"])
    question = "?on=2025-01-15&f-tonnage=900&f-cargo=oil&w-fee=0"
    page = text(client.get(f"/en/data/rules/versions/{version}/ask/{question}"))
    assert "150.5" in page and "Row small does not hold" in page and "cargo instead of oil" in page
    content = client.get(f"/data/rules/versions/{version}/ask/receipt/{question}").content
    document = read_receipt(content, "receipt.json")
    assert replay(kept_table(document["table"]["sha256"]), document, content) == content
    assert json.loads(content)["facts"] == {"tonnage": "900", "cargo": "oil"}
    wrong = client.get(f"/en/data/rules/versions/{version}/ask/?on=soon&f-tonnage=900")
    assert wrong.status_code == 422 and "is not a value of the type day" in text(wrong)
    assert client.get(f"/data/rules/versions/{version}/ask/?on=2025-01-15&f-x=1").status_code == 422
    assert client.get(f"/data/rules/versions/{version}/ask/receipt/?on=1").status_code == 422


def test_a_version_is_withdrawn_by_two_on_its_page(client, cast):
    version = publish(drafted(person=cast["officer"].public_id), cast["second_officer"].public_id)
    address = f"/en/data/rules/versions/{version}/"
    sign_in(client, cast["officer"])
    wrong = client.post(f"{address}begin/", {"first": "soon"})
    assert wrong.status_code == 422 and "is not a value of the type day" in text(wrong)
    wrong = client.post(f"{address}withdraw/", {"do": "ask", "reason": " "})
    assert wrong.status_code == 422 and "No reason was given" in text(wrong)
    assert client.post(f"{address}withdraw/", {"do": "ask", "reason": "misprint"}).status_code == 302
    page = text(client.get(address))
    assert "A second person decides." in page and 'value="withdraw"' not in page
    assert client.post(f"{address}withdraw/", {"do": "withdraw"}).status_code == 403
    sign_in(client, cast["second_officer"])
    assert "misprint" in text(client.get(address))
    assert client.post(f"{address}withdraw/", {"do": "withdraw"}).status_code == 302
    assert "Withdrawn. It is kept" in text(client.get(address))
    assert client.post(f"{address}withdraw/", {"do": "withdraw"}).status_code == 409


def test_a_draft_waits_while_its_day_is_taken_and_is_offered_when_it_is_free(client, cast):
    officer, second = cast["officer"].public_id, cast["second_officer"].public_id
    version, draft = publish(drafted(person=officer), second), drafted(person=officer)
    sign_in(client, cast["second_officer"])
    page = text(client.get(f"/en/data/rules/drafts/{draft}/"))
    assert "begins on the same day" in page and "publish/" not in page
    withdrawal_ask(public_id=version, reason="misprint", person=officer, at=AT)
    version_withdraw(public_id=version, person=second, at=AT)
    page = text(client.get(f"/en/data/rules/drafts/{draft}/"))
    assert "It waits for you to decide." in page and "publish/" in page


def test_a_draft_begun_from_an_older_version_says_so(client, cast):
    officer, second = cast["officer"].public_id, cast["second_officer"].public_id
    publish(drafted(person=officer), second)
    old = change_of("berth-fee", person=officer)
    sign_in(client, cast["officer"])
    assert "begun from another version" not in text(client.get(f"/en/data/rules/drafts/{old}/"))
    later = TABLE.replace("300", "310").replace("2024-01-01", "2026-12-01")
    publish(
        drafted(later, TESTS.replace("2024", "2026-12").replace("-12-05", "-12").replace("300", "310"), officer), second
    )
    page = text(client.get(f"/en/data/rules/drafts/{old}/"))
    assert "begun from another version" in page and '<td role="cell" data-h="Before">310</td>' in page


def test_a_table_too_large_for_a_form_is_edited_as_text(client, cast):
    rows = "".join(f'  - {{id: r{n}, when: {{tonnage: "{n + 1}"}}, then: {{fee: {n}}}}}\n' for n in range(300))
    table = TABLE[: TABLE.index("rows:")].replace("hit: unique", "hit: unique\ngaps: allowed") + "rows:\n" + rows
    sign_in(client, cast["officer"])
    page = text(client.get(own_draft(cast, table)))
    assert "too large for a form" in page and 'name="r-0-id"' not in page
