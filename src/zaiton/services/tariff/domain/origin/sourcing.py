"""Changes to a product document that people make by hand or take from a proposal: where a line comes from, a fact, the price.

They are written in one line each so that an address can carry them: ``2:JP:yes`` (line 2 comes from Japan and originates), ``2::yes``
(it originates where it comes from), ``2:US:no``, ``2:::1250`` (it is worth so many minor units), ``=fob:103840`` (the price of the product),
``!operations.chemical_reaction:yes`` (a fact of the product).
"""

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.services.tariff.domain.origin.declaring import find_line
from zaiton.services.tariff.domain.origin.planning import Alteration, Proposal

LINE = re.compile(r"([\w.-]{1,60}):([A-Z]{2})?:(yes|no|unknown)?(?::(\d{1,15}))?")
PRICE = re.compile(r"=(fob|ex_works):(\d{1,15})")
FACT = re.compile(r"!((?:operations|parts|processing)\.[a-z0-9_]{1,60}|wholly_obtained|consignment):(yes|no|none)")
SAID = {"yes": True, "no": False, "unknown": None}
MOST = 200


class ChangeNotUnderstood(Refusal):
    """A change that is not written as changes are."""

    code = "origin_change_not_understood"
    message = gettext_noop("The change “{given}” is not understood.")
    mend = gettext_noop("Write it like 2:JP:yes: line 2 comes from Japan and originates there.")


def with_changes(document: Mapping[str, Any], changes: Iterable[str]) -> dict[str, Any]:
    """The document with the changes made, in their order. Raises ``ChangeNotUnderstood``, ``LineUnknown``."""
    changed = copy.deepcopy(dict(document))
    for number, change in enumerate(changes):
        price, fact, line = PRICE.fullmatch(change), FACT.fullmatch(change), LINE.fullmatch(change)
        if number >= MOST:
            raise ChangeNotUnderstood("change", given="…")
        if price:
            changed["product"][price[1]] = int(price[2])
        elif fact:
            _fact(changed["product"], fact[1], fact[2])
        elif line:
            _line(find_line(changed, line[1]), line[2], line[3], line[4])
        else:
            raise ChangeNotUnderstood("change", given=change[:60])
    return changed


def _fact(product: dict[str, Any], name: str, said: str) -> None:
    if name == "consignment":
        product.pop(name, None)
    elif "." in name:
        group, _, key = name.partition(".")
        product.setdefault(group, {})[key] = said == "yes"
    else:
        product[name] = said == "yes"


def _line(material: dict[str, Any], origin: str | None, said: str | None, value: str | None) -> None:
    if origin and origin != material.get("origin"):
        material["origin"] = origin
        for gone in ("own_made", "materials", "fungible"):
            material.pop(gone, None)
    if said:
        material["originating"] = SAID[said]
    if value:
        material["value"] = int(value)


def changes_of(proposal: Proposal, base: str) -> list[str]:
    """A proposal as changes; ``base`` is the price the agreement takes shares of (fob or ex_works)."""
    return [text for one in proposal.alterations for text in _written(one, proposal, base)]


def _written(one: Alteration, proposal: Proposal, base: str) -> list[str]:
    if one.what == "resource":
        return [f"{one.line}:{one.after}:yes"]
    if one.what == "declare":
        return [f"{one.line}::yes"]
    if one.what == "operation":
        return [f"!operations.{one.name}:yes"]
    if one.what == "processing":
        return ["!processing.more_than_minimal:yes"]
    if one.what == "route":
        return ["!consignment:none"]
    changed = proposal.product
    return [
        f"={name}:{price}"
        for name, price in (("fob", changed.fob), ("ex_works", changed.ex_works))
        if price is not None and (name == base or price)
    ]
