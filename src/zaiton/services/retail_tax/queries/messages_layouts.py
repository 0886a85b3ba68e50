"""The layouts of messages as this installation has them: a file of its own below the home folder, or the one supplied."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from zaiton.base.text import Bilingual
from zaiton.kit.home import home
from zaiton.services.retail_tax.domain.matching_words import CHECKS
from zaiton.services.retail_tax.domain.messages_customs import RECORDS, Transfer
from zaiton.services.retail_tax.domain.messages_faults import FAULTS
from zaiton.services.retail_tax.domain.messages_layout import Layout, Part, layout_of, transfer_of
from zaiton.services.retail_tax.domain.messages_refusals import LayoutUnfit
from zaiton.services.retail_tax.domain.messages_values import Plan

PLACE = "retail_tax/messages"
FILE_MOST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Known:
    """A layout with what reads its records."""

    layout: Layout
    head: Plan
    lines: Plan | None


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the records: namespaces, the sender's part, and which signatures count."""

    namespace: str
    exchange: str
    version: str
    transfer: Part
    transfer_required: bool
    sender: Plan
    receivers: int
    canonical: str
    methods: frozenset[str]
    digests: frozenset[str]
    least_bits: int


@dataclass(frozen=True, slots=True)
class Answers:
    """The codes of receipts: of states, of what is accepted, of faults, and of the matching checks."""

    states: Mapping[str, Bilingual]
    accepted: Mapping[str, str]
    faults: Mapping[str, str]
    checks: Mapping[int, str]

    def acceptance(self, name: str) -> str:
        """The code for an accepted record of a message."""
        return self.accepted.get(name, self.accepted["default"])


def known(name: str) -> Known:
    """The layout of a message (``CEB311``), read anew when its file changes. Raises ``LayoutUnfit``."""
    return _known(name, *_stamped(name))


def around() -> Around:
    """What stands around the records. Raises ``LayoutUnfit``."""
    return _around(*_stamped("envelope"))


def answers() -> Answers:
    """The codes of receipts. Raises ``LayoutUnfit``."""
    return _answers(*_stamped("answers"))


def names() -> tuple[str, ...]:
    """The messages that are known here."""
    return tuple(RECORDS)


def _stamped(name: str) -> tuple[str, int, int]:
    own = home() / PLACE / f"{name}.yaml"
    place = (
        own if own.is_file() else Path(str(files("zaiton.services.retail_tax").joinpath(f"data/messages/{name}.yaml")))
    )
    state = place.stat()
    return str(place), state.st_mtime_ns, state.st_size


@lru_cache(maxsize=64)
def _known(name: str, place: str, changed: int, size: int) -> Known:
    said, digest = _read(name, place)
    layout = layout_of(name, said, digest)
    of_head, of_line = RECORDS[name]
    return Known(layout, Plan(layout.head, of_head), Plan(layout.lines, of_line) if layout.lines and of_line else None)


@lru_cache(maxsize=4)
def _around(place: str, changed: int, size: int) -> Around:
    said, _ = _read("envelope", place)
    transfer, signature = _mapping("envelope", said, "transfer"), _mapping("envelope", said, "signature")
    part = transfer_of(transfer)
    texts = {member: said.get(member) for member in ("namespace", "exchange", "version")}
    for member, value in texts.items():
        if not isinstance(value, str) or not value:
            raise _unfit("envelope", member, value)
    receivers, bits = said.get("receivers"), signature.get("least_bits")
    if not isinstance(receivers, int) or not 1 <= receivers <= 100:
        raise _unfit("envelope", "receivers", receivers)
    if not isinstance(bits, int) or bits < 1024:
        raise _unfit("envelope", "least_bits", bits)
    if not isinstance(signature.get("canonical"), str):
        raise _unfit("envelope", "canonical", signature.get("canonical"))
    for member in ("methods", "digests"):
        if not isinstance(signature.get(member), list) or not all(isinstance(m, str) for m in signature[member]):
            raise _unfit("envelope", member, signature.get(member))
    return Around(
        **texts,
        transfer=part,
        transfer_required=bool(transfer.get("required")),
        sender=Plan(part, Transfer),
        receivers=receivers,
        canonical=signature["canonical"],
        methods=frozenset(signature["methods"]),
        digests=frozenset(signature["digests"]),
        least_bits=bits,
    )


@lru_cache(maxsize=4)
def _answers(place: str, changed: int, size: int) -> Answers:
    said, _ = _read("answers", place)
    states, accepted, faults, checks = (
        _mapping("answers", said, member) for member in ("states", "accepted", "faults", "checks")
    )
    for member, wanted, found in (("faults", set(FAULTS), faults), ("checks", set(CHECKS), checks)):
        for each in wanted:
            if not isinstance(found.get(each), str) or not _code(found[each]):
                raise _unfit("answers", f"{member}/{each}", found.get(each))
    for each, words in states.items():
        if (
            not isinstance(words, Mapping)
            or not _code(each)
            or not all(isinstance(words.get(k), str) for k in ("zh", "en"))
        ):
            raise _unfit("answers", f"states/{each}", words)
    for name in {"default", *accepted}:
        if accepted.get(name) not in states:
            raise _unfit("answers", f"accepted/{name}", accepted.get(name))
    return Answers(
        {code: Bilingual(words["zh"], words["en"]) for code, words in states.items()}, accepted, faults, checks
    )


def _read(name: str, place: str) -> tuple[Any, str]:
    content = Path(place).read_bytes()
    if len(content) > FILE_MOST:
        raise _unfit(name, "file", f"{len(content)} bytes")
    try:
        said = yaml.safe_load(content)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise _unfit(name, "YAML", error) from error
    if not isinstance(said, Mapping):
        raise _unfit(name, "YAML", said)
    return said, hashlib.sha256(content).hexdigest()


def _mapping(name: str, said: Mapping[str, Any], member: str) -> Mapping[Any, Any]:
    found = said.get(member)
    if not isinstance(found, Mapping):
        raise _unfit(name, member, found)
    return found


def _code(code: Any) -> bool:
    return isinstance(code, str) and 0 < len(code) <= 10 and code.removeprefix("-").isdigit() and code.isascii()


def _unfit(name: str, what: str, given: Any) -> LayoutUnfit:
    return LayoutUnfit(name, name=name, what=what, given=str(given)[:80])
