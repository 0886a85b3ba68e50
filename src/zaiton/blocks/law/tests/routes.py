"""Where the pages on data and on decision tables can be seen, for the tests in a browser."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zaiton.blocks.law.queries.discovery import find_packs
from zaiton.blocks.law.queries.versions import version_on
from zaiton.blocks.law.tests.rule_texts import AT, DAY, GAP, RED, TABLE, drafted, publish, shipped_in_force
from zaiton.kit.testing.routes import Example, NoPage

SENT = NoPage("a form is sent to it")
FILE = NoPage("a file")


def cited(cast: Mapping[str, Any]) -> str:
    """The page of a content that an answer cites."""
    pack = next(pack for pack in find_packs("tariff", "schedule") if pack.table == "cn-ch")
    return f"/data/tariff/{pack.table}/cited/{pack.sha256}/"


def listed(cast: Mapping[str, Any]) -> str:
    """The list of decision tables with a draft beside them."""
    shipped_in_force()
    drafted(person=cast["officer"].public_id)
    return "/data/rules/"


def table(cast: Mapping[str, Any]) -> str:
    """A table with two versions."""
    _published(cast)
    _published(cast, TABLE.replace("300", "310").replace("2024-01-01", "2025-01-01"))
    return "/data/rules/tables/berth-fee/"


def version(cast: Mapping[str, Any]) -> str:
    """A version the product ships, with rows of two Acts and eleven tests."""
    shipped_in_force()
    return f"/data/rules/versions/{_of('simple-procedure')}/"


def asked(cast: Mapping[str, Any]) -> str:
    """A version that was asked, with what would change its answer."""
    question = "on=2024-01-15&f-clear=true&f-penalty=fine&f-party=citizen&f-fine=500&w-procedure=on-the-spot"
    return f"{version(cast)}ask/?{question}"


def undecided(cast: Mapping[str, Any]) -> str:
    """A version asked with a fact wanting."""
    return f"{version(cast)}ask/?on=2024-01-15&f-clear=true&f-penalty=fine&f-fine=500"


def refused(cast: Mapping[str, Any]) -> str:
    """A version asked about a day on which it did not hold."""
    return f"{version(cast)}ask/?on=1990-01-15&f-clear=true"


def draft(cast: Mapping[str, Any]) -> str:
    """A draft that is sound, with its tests green."""
    return f"/data/rules/drafts/{drafted(person=cast['officer'].public_id)}/"


def unsound(cast: Mapping[str, Any]) -> str:
    """A draft with a gap."""
    return f"/data/rules/drafts/{drafted(GAP, person=cast['officer'].public_id)}/"


def red(cast: Mapping[str, Any]) -> str:
    """A draft with a test that fails, against a version in force."""
    _published(cast)
    text = TABLE.replace("150.50", "9").replace("2024-01-01", "2025-01-01")
    return f"/data/rules/drafts/{drafted(text, RED.replace('2024', '2025'), cast['officer'].public_id)}/"


def decided(cast: Mapping[str, Any]) -> str:
    """A draft that was published."""
    mine = drafted(person=cast["officer"].public_id)
    publish(mine, cast["second_officer"].public_id)
    return f"/data/rules/drafts/{mine}/"


def _published(cast: Mapping[str, Any], text: str = TABLE) -> str:
    tests = "- {case: 大船, on: 2026-05-01, facts: {tonnage: 2000}, rows: [large]}\n"
    return publish(drafted(text, tests, cast["officer"].public_id), cast["second_officer"].public_id)


def _of(name: str, on: date = DAY) -> str:
    card = version_on(name, on)
    assert card is not None and card.published_at == AT
    return card.public_id


EXAMPLES = {
    "data:index": (Example("/data/"), Example("/data/", as_role="officer")),
    "data:cited": (Example(cited), Example("/data/tariff/cn-ch/cited/0123/", status=404)),
    "data:pack": (
        Example("/data/tariff/cn-ch/2014-07-01/"),
        Example("/data/tariff/jp-general/2026-04-01/"),
        Example("/data/tariff/no-such-table/2014-07-01/", status=404),
    ),
    "data:rules": (Example(listed, as_role="officer"), Example("/data/rules/", as_role="importer", status=403)),
    "data:rules_new": (Example("/data/rules/new/", as_role="officer"),),
    "data:rules_table": (Example(table, as_role="officer"),),
    "data:rules_version": (Example(version, as_role="officer"),),
    "data:rules_ask": (
        Example(asked, as_role="officer"),
        Example(undecided, as_role="officer"),
        Example(refused, as_role="officer", status=422),
    ),
    "data:rules_draft": (
        Example(draft, as_role="officer"),
        Example(draft, as_role="second_officer"),
        Example(unsound, as_role="officer"),
        Example(red, as_role="officer"),
        Example(decided, as_role="officer"),
    ),
    "data:rules_draft_text": (Example(lambda cast: f"{draft(cast)}text/", as_role="officer"),),
    "data:rules_draft_ask": (Example(lambda cast: f"{draft(cast)}ask/", as_role="officer"),),
    "data:rules_receipt": FILE,
    "data:rules_file": FILE,
    "data:rules_draft_file": FILE,
    "data:rules_begin": SENT,
    "data:rules_withdraw": SENT,
    "data:rules_publish": SENT,
    "data:rules_close": SENT,
}
