"""A ship's errand in a browser: one application, three offices side by side, seven certificates that a stranger verifies."""

import json
import subprocess
from base64 import b64decode
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from django.db import connection, connections
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.cast import Member
from tests.journeys.watching import Watched
from zaiton.base.text import Bilingual
from zaiton.blocks.cases.actions.officers import authority_grant
from zaiton.blocks.cases.models import Case, StepRow
from zaiton.blocks.cases.public import definition_in_force
from zaiton.blocks.cases.tests.scene import a_scene as demonstration
from zaiton.blocks.identity.actions.people import role_grant
from zaiton.blocks.identity.public import OFFICER
from zaiton.blocks.papers.public import certificate_content, certificates_of, seals_ensured
from zaiton.blocks.papers.tests.independent import openssl_cms_trusts, openssl_sm2_verifies, pdfsig_trusts
from zaiton.kit import clock
from zaiton.kit.work import worker
from zaiton.services.ships.queries.papers import certificates_of_ship
from zaiton.services.ships.tests.scene import a_scene as ships_scene
from zaiton.services.ships.tests.world import FACTS, PDF

DESKS = {"registry": "officer", "safety": "second_officer", "radio": "administrator"}
REVIEWS = {"registry": ("own", "nat"), "safety": ("msm", "ism", "clc"), "radio": ("mmsi", "radio")}
WORDS = {
    "": {
        "valid": "有效",
        "mortgage": "抵押",
        "this": "正是签发的那一份文件",
        "revoked": "已撤销",
        "flipped": "盖章之后被改动过",
    },
    "/en": {
        "valid": "Valid",
        "mortgage": "ortgage",
        "this": "This is the very file that was issued",
        "revoked": "Revoked",
        "flipped": "changed after it was sealed",
    },
}


@pytest.fixture(autouse=True)
def readers_do_not_wait(live_server: object) -> None:
    """The store in memory that tests share between threads locks whole tables; a real one does not."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA read_uncommitted = 1")


@pytest.fixture
def offices(browser: Browser, live_server: object, cast: Mapping[str, Member]) -> Iterator[dict[str, Page]]:
    """Three officers, each at a desk of their own with one role, signed in at the same time."""
    demonstration(cast)
    role_grant(actor="system", person_id=cast[DESKS["radio"]].public_id, role=OFFICER, at=clock.now())
    for role, member in DESKS.items():
        for type in ("ships", "ship-cancellation", "ship-mortgage", "ship-mortgage-release"):
            if role in {one.id for one in definition_in_force(type, clock.today()).roles}:
                authority_grant(
                    actor="system",
                    person=cast[member].public_id,
                    type=type,
                    role=role,
                    first=date(2026, 1, 1),
                    until=None,
                    at=clock.now(),
                )
    seals_ensured(
        {"msa": Bilingual("海事管理机构（示例）", "Maritime safety administration (sample)")}, demo=True, at=clock.now()
    )
    contexts: list[BrowserContext] = []
    pages = {}
    for role, member in DESKS.items():
        contexts.append(browser.new_context(base_url=live_server.url))
        pages[role] = contexts[-1].new_page()
        pages[role].goto("/account/sign-in/")
        pages[role].locator("input[autocomplete=username]").fill(cast[member].email)
        pages[role].locator("input[autocomplete=current-password]").fill(cast[member].password)
        with pages[role].expect_navigation():
            pages[role].locator("main form button").first.click()
    yield pages
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("language", "width"), [("", 1280), ("/en", 360)])
def test_one_application_seven_certificates_verified_by_a_stranger(
    language: str,
    width: int,
    watched: Watched,
    cast: Mapping[str, Member],
    offices: dict[str, Page],
    tmp_path: Path,
    without_script: Page,
) -> None:
    """Order holds whoever is quicker; all seven verify by their QR code, and a changed file is told from the real one."""
    page = watched.page
    page.set_viewport_size({"width": width, "height": 900})
    watched.sign_in(cast["importer"].email, cast["importer"].password)
    case = applied(watched, language, tmp_path)
    for item in ("mmsi", "radio"):
        granted(offices["radio"], case, item)
    for item in ("ism", "msm", "clc"):
        granted(offices["safety"], case, item)
    assert issued(case) == set(), "nothing is given out before the ownership is"
    granted(offices["registry"], case, "own")
    assert issued(case) == {"ships.ownership", "ships.mmsi"}
    granted(offices["registry"], case, "nat")
    assert len(issued(case)) == 7
    assert Case.objects.get(public_id=case).outcome == "granted"
    work_done()
    watched.open(f"{language}/cases/{case}/")
    for item in ("own", "nat", "msm", "ism", "mmsi", "radio", "clc"):
        expect(page.locator(f"#item-{item}")).to_contain_text(WORDS[language]["valid"])
    assert watched.faults() == []
    authority = tmp_path / "ca.pem"
    authority.write_bytes(without_script.request.get("/papers/keys/ca.pem").body())
    for card in certificates_of(f"cases.case/{case}"):
        verified_by_its_picture(card.public_id, card.number, without_script, language, tmp_path)
        verified_by_others(card.public_id, card.number, authority, tmp_path)
    told_apart(card.public_id, without_script, language, tmp_path)


def work_done() -> None:
    """What waits for the worker is done, in a thread of its own as the worker's: the browser's loop runs in this one."""
    shared = connections["default"] if connection.vendor == "sqlite" else None

    def drained() -> None:
        if shared is not None:
            connections["default"] = shared
        worker.drain(now=clock.now, ticks=False)
        if shared is None:
            connections.close_all()

    if shared is not None:
        shared.inc_thread_sharing()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(drained).result()
    if shared is not None:
        shared.dec_thread_sharing()


def applied(watched: Watched, language: str, folder: Path) -> str:
    """Fill the form in and submit it; the case's public id."""
    page = watched.page
    watched.open(f"{language}/cases/types/ships/")
    assert watched.faults() == []
    page.locator("#apply").click()
    page.wait_for_url("**/cases/drafts/*/")
    for name, value in FACTS.items():
        filled(page, name, value)
    page.locator("#check").click()
    expect(page.locator("#errors")).to_be_focused()
    watched.expect_refusal()
    assert watched.faults() == []
    for number in range(page.locator("main form input[type=file]").count()):
        field = page.locator("main form input[type=file]").nth(number)
        file = folder / f"{field.get_attribute('id')}.pdf"
        file.write_bytes(PDF + file.name.encode())
        field.set_input_files(file)
    page.locator("#check").click()
    page.wait_for_url("**/check/")
    assert watched.faults() == []
    page.locator("#submit").click()
    page.wait_for_url("**/submitted/")
    row = Case.objects.get()
    expect(page.locator("#number")).to_have_text(row.number)
    return row.public_id


def filled(page: Page, name: str, value: str) -> None:
    """Give one answer, whatever kind of field asks for it."""
    choice = page.locator(f"input[name={name}][value='{value}'][type=radio]")
    if choice.count():
        choice.check()
    elif page.locator(f"select[name={name}]").count():
        page.locator(f"select[name={name}]").select_option(value)
    else:
        page.locator(f"[name={name}]").fill(value)


def granted(page: Page, case: str, item: str) -> None:
    """An officer takes the review of an item and agrees to it, on the page of the step."""
    page.goto(f"/cases/{case}/steps/{item}.review/")
    with page.expect_navigation():
        page.locator("#decide button[value=grant]").click()
    assert StepRow.objects.get(case__public_id=case, step=f"{item}.review").state == "done"


def issued(case: str) -> set[str]:
    return {card.kind for card in certificates_of(f"cases.case/{case}")}


def verified_by_its_picture(public_id: str, number: str, page: Page, language: str, folder: Path) -> None:
    """Print the certificate, read its QR code as a telephone would, and go where it says."""
    file = folder / f"{number}.pdf"
    file.write_bytes(certificate_content(public_id, "pdf").content)
    subprocess.run(["pdftoppm", "-r", "150", "-l", "1", "-singlefile", file, folder / number], check=True)
    found = zxingcpp.read_barcodes(pixels(folder / f"{number}.ppm"))
    assert len(found) == 1
    path = "/papers/verify/" + found[0].text.split("/papers/verify/")[1]
    page.goto(language + path)
    expect(page.locator("main")).to_contain_text(number)
    expect(page.locator("main")).to_contain_text(WORDS[language]["valid"])


def verified_by_others(public_id: str, number: str, authority: Path, folder: Path) -> None:
    """Poppler and OpenSSL find the seal in the file good, and OpenSSL the SM2 signature beside it."""
    file = folder / f"{number}.pdf"
    assert pdfsig_trusts(file, authority)
    assert openssl_cms_trusts(file, authority)
    envelope = json.loads(certificate_content(public_id, "sm2").content)
    certificate = folder / "sm2.pem"
    certificate.write_text(envelope["certificate"])
    assert openssl_sm2_verifies(file, b64decode(envelope["signature"]), certificate, envelope["distid"])


def pixels(file: Path) -> np.ndarray:
    """A PPM picture as rows of pixels."""
    _, size, _, data = file.read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(data, dtype=np.uint8).reshape(height, width, 3)


def told_apart(public_id: str, page: Page, language: str, folder: Path) -> None:
    """The very file is known; one flipped bit, and it is not."""
    content = certificate_content(public_id, "pdf").content
    middle = len(content) // 3
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    for name, data, words in (("real", content, "this"), ("flipped", flipped, "flipped")):
        file = folder / f"{name}.pdf"
        file.write_bytes(data)
        page.goto(f"{language}/papers/verify/")
        page.locator("input[type=file]").first.set_input_files(file)
        page.locator("form:has(input[type=file]) button").first.click()
        expect(page.locator("main")).to_contain_text(WORDS[language][words])


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_mortgage_is_noted_and_a_cancellation_takes_every_certificate_along(
    language: str, watched: Watched, cast: Mapping[str, Member], offices: dict[str, Page], without_script: Page
) -> None:
    """What happens to the ship is seen at once by whoever verifies one of its certificates, with the reason."""
    page, stranger = watched.page, without_script
    scene = ships_scene(cast)
    ship = scene.ship()
    cards = {card.kind: card for card in certificates_of_ship(ship)}
    watched.sign_in(cast["importer"].email, cast["importer"].password)
    mortgage = follow(watched, language, ship, "ship-mortgage", scene.world.loan())
    decided(offices["registry"], mortgage)
    stranger.goto(f"{language}/papers/verify/{cards['ships.ownership'].code}/")
    expect(stranger.locator("main")).to_contain_text(WORDS[language]["mortgage"])
    expect(stranger.locator("main")).to_contain_text(WORDS[language]["valid"])
    number = certificates_of(f"cases.case/{mortgage}")[0].number
    answers = {"mortgage_number": number, "ended_on": "2026-11-20"}
    decided(offices["registry"], follow(watched, language, ship, "ship-mortgage-release", answers))
    answers = {"cause": "abroad", "happened_on": "2026-11-15"}
    decided(offices["registry"], follow(watched, language, ship, "ship-cancellation", answers))
    for card in cards.values():
        stranger.goto(f"{language}/papers/verify/{card.code}/")
        expect(stranger.locator("main")).to_contain_text(WORDS[language]["revoked"])
    watched.open(f"{language}/ships/{ship}/")
    assert watched.faults() == []
    assert page.locator("main").inner_text().count(WORDS[language]["revoked"]) >= len(cards)


def follow(watched: Watched, language: str, ship: str, type: str, facts: Mapping[str, str]) -> str:
    """From the ship's page into the form of a further matter, which knows the ship already; submitted, its public id."""
    page = watched.page
    watched.open(f"{language}/ships/{ship}/")
    assert watched.faults() == []
    page.locator(f"form[action$='/apply/{type}/'] button").click()
    page.wait_for_url("**/cases/drafts/*/")
    for name, value in facts.items():
        filled(page, name, value)
    for number in range(page.locator("main form input[type=file]").count()):
        field = page.locator("main form input[type=file]").nth(number)
        content = PDF + f"{type} {number}".encode()
        field.set_input_files({"name": f"{number}.pdf", "mimeType": "application/pdf", "buffer": content})
    page.locator("#check").click()
    page.wait_for_url("**/check/")
    page.locator("#submit").click()
    page.wait_for_url("**/submitted/")
    return Case.objects.get(type=type).public_id


def decided(page: Page, case: str) -> None:
    """The registry grants all of a case, and the register follows."""
    for row in StepRow.objects.filter(case__public_id=case, kind="review"):
        granted(page, case, row.item)
    work_done()
