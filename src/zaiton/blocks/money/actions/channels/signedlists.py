"""Lists of a day as treasury and customs give them: JSON that they signed, read with suspicion into a statement."""

import json
from datetime import date
from typing import Any

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.blocks.money.actions.channels.http import OTHER, STATEMENT_MOST, Answered, Wire
from zaiton.blocks.money.actions.channels.signed import Unbelievable, response_by
from zaiton.blocks.money.domain.channels import SourceStatement, StatementLine, Unclear
from zaiton.blocks.money.domain.states import AMOUNT_MOST
from zaiton.blocks.money.domain.wire_refusals import StatementMissing, StatementUnfit

UNSIGNED = gettext_noop("the answer is not signed as agreed on")
COUNT = gettext_noop("it says {said} lines and has {has}")
TOTAL = gettext_noop("it says a total of {said}, its lines add up to {has}")


def fetched(wire: Wire, name: str, path: str, day: date) -> dict[str, Any]:
    """The list under ``path``, an object that ``name`` signed. Raises ``StatementMissing``, ``StatementUnfit``, ``Unclear``."""
    answer = wire.ask("GET", path, most=STATEMENT_MOST)
    if answer.status == 404:
        raise StatementMissing("day", channel=name, day=day)
    content = read(wire, name, answer)
    if answer.status != 200:
        raise Unclear(OTHER)
    if content.get("source") != name or content.get("day") != day.isoformat():
        raise _unfit(name, day, gettext_noop("it is of another day or source"))
    return content


def read(wire: Wire, name: str, answer: Answered) -> dict[str, Any]:
    """The signed object in an answer, whatever its status. Raises ``Unclear`` where it is none or not signed by ``name``."""
    try:
        response_by(wire.keys, name, answer.status, answer.headers, answer.body)
        content = json.loads(answer.body)
    except (Unbelievable, Refusal, ValueError, RecursionError) as error:
        raise Unclear(UNSIGNED) from error
    if not isinstance(content, dict):
        raise Unclear(OTHER)
    return content


def statement(content: dict[str, Any], name: str, day: date, lines: str, reference: str) -> SourceStatement:
    """The statement in a list: count and total must be those of its lines. Raises ``StatementUnfit``."""
    try:
        found = tuple(_line(row, reference, day) for row in content[lines])
        number, currency = content["number"], content["currency"]
        count, total = content["count"], content["total"]
    except (KeyError, TypeError, ValueError) as error:
        raise _unfit(name, day, gettext_noop("it cannot be read ({error})"), error=str(error)[:100]) from error
    named = isinstance(number, str) and 0 < len(number) <= 80 and isinstance(currency, str) and len(currency) == 3
    if not named or any(line.currency != currency for line in found):
        raise _unfit(name, day, gettext_noop("its number or a currency is not right"))
    if type(count) is not int or count != len(found):
        raise _unfit(name, day, COUNT, said=str(count)[:20], has=len(found))
    if type(total) is not int or total != sum(line.amount for line in found):
        raise _unfit(name, day, TOTAL, said=str(total)[:20], has=sum(line.amount for line in found))
    return SourceStatement(name, day, number, currency, None, None, found)


def _line(row: dict[str, Any], reference: str, day: date) -> StatementLine:
    amount = row["amount"]
    if type(amount) is not int or not 0 < abs(amount) <= AMOUNT_MOST:
        raise ValueError("an amount that is none")
    words = [row[reference], row["currency"], row.get("payer", ""), row["document"]]
    if any(not isinstance(word, str) or len(word) > 140 for word in words) or not 0 < len(words[0]) <= 80:
        raise ValueError("a text that is none")
    return StatementLine(words[0], amount, words[1], day, words[2], words[3])


def _unfit(name: str, day: date, why: str, **data: object) -> StatementUnfit:
    return StatementUnfit("statement", channel=name, day=day, why=why, **data)
