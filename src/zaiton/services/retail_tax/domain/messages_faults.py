"""What can be wrong with a message or one of its records, each with its words; the code of the receipt is data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zaiton.base.text import gettext_noop

FAULTS = {
    "too_large": gettext_noop("The file is larger than {allowed} bytes."),
    "hostile": gettext_noop(
        "The file declares a document type, entities or instructions. A message has none of these."
    ),
    "not_xml": gettext_noop("The file is not well-formed XML: {given}"),
    "encoding": gettext_noop("The file is not written in UTF-8."),
    "too_deep": gettext_noop("The elements of the file are nested more than {allowed} deep."),
    "root": gettext_noop("{given} is not a message that is taken here. Taken are: {allowed}."),
    "envelope": gettext_noop("{element} of the envelope is missing or cannot be read: {given}"),
    "type_differs": gettext_noop("The envelope says {given}, but the message in it is {allowed}."),
    "transfer": gettext_noop("{element} of the sender’s part is missing or cannot be read: {given}"),
    "too_many": gettext_noop("The message has {given} records; {allowed} may be in one."),
    "none": gettext_noop("The message has no records."),
    "signature_shape": gettext_noop("The signature is not one over the whole message, as the standard has it."),
    "signature_method": gettext_noop("The signature uses a method that is not allowed."),
    "signature_certificate": gettext_noop(
        "The signature brings no RSA certificate that can be read and is long enough."
    ),
    "signature_stranger": gettext_noop("The certificate of the signature is not on file for the sender."),
    "signature_digest": gettext_noop("The message was changed after it was signed."),
    "signature_value": gettext_noop("The signature was not made with the key of its certificate."),
    "signature_absent": gettext_noop("The message is not signed, but must be."),
    "structure": gettext_noop("{element} may not contain this: {given}"),
    "foreign": gettext_noop("{element} belongs to another namespace: {given}"),
    "unknown": gettext_noop("{element} is not an element of this message."),
    "order": gettext_noop("{element} stands in the wrong place: it belongs before {allowed}."),
    "twice": gettext_noop("{element} stands there more than once."),
    "missing": gettext_noop("{element} is missing."),
    "lines": gettext_noop("There are {given} lines of goods; there must be 1 to {allowed}."),
    "length": gettext_noop("{element} has {given} characters; the standard wants {allowed}."),
    "code": gettext_noop("{element} is {given}; allowed are {allowed}."),
    "number": gettext_noop("{element} is not a number as the standard writes it ({allowed}): {given}"),
    "time": gettext_noop("{element} is not a time as the standard writes it ({allowed}): {given}"),
    "signs": gettext_noop("{element} has characters that the standard does not allow there: {given}"),
    "goods_value": gettext_noop("{element} is {given}, but the lines of goods add up to {allowed}."),
    "line_total": gettext_noop("{element} is {given}, but quantity and price make {allowed}."),
    "line_numbers": gettext_noop("The lines of goods are numbered {given}; they must run from 1 without a gap."),
    "tax_total": gettext_noop("{element} is {given}, but the lines of the tax bill add up to {allowed}."),
    "quantity": gettext_noop("{element} must be more than zero."),
    "file_duplicate": gettext_noop("Record {given} of this file has the same number."),
    "document_duplicate": gettext_noop(
        "Another document is in force under this number; it can be replaced by a change only."
    ),
    "document_closed": gettext_noop(
        "The sale it belongs to is accepted by customs; it can be changed by an application only."
    ),
    "document_absent": gettext_noop("There is no document under this number that could be changed."),
    "application": gettext_noop("What is applied for is not granted."),
}
"""By name; ``{element}`` is an element of the message, with the number of its line, such as ``OrderList[2]/qty``."""

CodeOf = Mapping[str, str]
"""The code of the receipt of each fault."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: which, where, what was given and what is allowed. ``code`` goes into the receipt."""

    name: str
    code: str
    element: str = ""
    given: str = ""
    allowed: str = ""

    def words(self, translate: Callable[[str], str]) -> str:
        """What is wrong, in the language of ``translate``."""
        return translate(FAULTS[self.name]).format(element=self.element, given=self.given, allowed=self.allowed)


@dataclass(slots=True)
class Faults:
    """Faults as they are found; each gets the code that the installation gives it."""

    codes: CodeOf
    found: list[Fault] = field(default_factory=list)

    def add(self, name: str, element: str = "", given: Any = "", allowed: Any = "") -> None:
        """Note one fault; what was given is cut to what people can read."""
        text = masked(str(given)) if element.endswith("IdNumber") else str(given)
        cut = text if len(text) <= 80 else f"{text[:80]}…"
        self.found.append(Fault(name, self.codes[name], element, cut, str(allowed)))


def masked(number: str) -> str:
    """The number of an identity document as it may be shown: first and last two signs."""
    return "*" * len(number) if len(number) < 6 else f"{number[:2]}{'*' * (len(number) - 4)}{number[-2:]}"
