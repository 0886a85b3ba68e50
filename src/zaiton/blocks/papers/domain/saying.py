"""What a file that was shown turned out to be, in words for people; the same on pages and by machine."""

from typing import NamedTuple

from zaiton.base.text import gettext_noop
from zaiton.blocks.papers.domain import verdicts


class Said(NamedTuple):
    """A verdict in words: the tone, what the file is, and what that means. English msgids."""

    tone: str
    head: str
    body: str


SAID = {
    verdicts.THIS: Said(
        "ok",
        gettext_noop("This is the very file that was issued"),
        gettext_noop(
            "Not one byte differs from the file in the register. How the certificate itself stands is told below."
        ),
    ),
    verdicts.UNSEALED: Said(
        "warn",
        gettext_noop("This is the drawing of a certificate, without its seal"),
        gettext_noop(
            "What it says is what was certified, but this file was never handed out: the sealed file is the one that counts."
        ),
    ),
    verdicts.APPENDED: Said(
        "bad",
        gettext_noop("Something was added to this file after it was sealed"),
        gettext_noop(
            "It begins with the file of a certificate, and something else follows behind the seal. What is seen may differ from what was certified; ask for the file as it was issued."
        ),
    ),
    verdicts.TRUNCATED: Said(
        "bad",
        gettext_noop("This file breaks off"),
        gettext_noop("Its end is missing, as after a download that was interrupted. Fetch it again."),
    ),
    verdicts.ALTERED: Said(
        "bad",
        gettext_noop("This file was changed after it was sealed"),
        gettext_noop("The seal in it does not fit its content. Do not rely on anything it says."),
    ),
    verdicts.FOREIGN: Said(
        "bad",
        gettext_noop("This file was sealed with a key that is not one of this office"),
        gettext_noop(
            "The seal may be sound in itself, but nobody here made it. Do not rely on it as a certificate issued here."
        ),
    ),
    verdicts.SEALED_BY_US: Said(
        "warn",
        gettext_noop("A seal of this office is on it, but it is not the file of any certificate in the register"),
        gettext_noop("The seal is sound. Ask the office that is named on it what the file is."),
    ),
    verdicts.OTHER: Said(
        "bad",
        gettext_noop("This is not the file of a certificate issued here"),
        gettext_noop(
            "Neither its content nor a seal in it is known here. A scan or a print of a certificate is verified by the code on it."
        ),
    ),
}

BESIDE_SAID = {
    verdicts.SOUND: ("ok", gettext_noop("The separate SM2 signature fits this file.")),
    verdicts.WRONG: (
        "bad",
        gettext_noop(
            "The separate SM2 signature does not fit this file: it belongs to another one, or one of the two was changed."
        ),
    ),
    verdicts.FOREIGN_KEY: (
        "bad",
        gettext_noop("The separate SM2 signature was made with a key that is not one of this office."),
    ),
    verdicts.UNREADABLE: ("bad", gettext_noop("The second file is not a separate signature as this site makes them.")),
    verdicts.UNCHECKED: (
        "warn",
        gettext_noop("The separate SM2 signature was not checked: the OpenSSL of this machine has no SM2 signatures."),
    ),
}
"""What a separate signature turned out to be: tone and sentence (an English msgid)."""
