"""What a stranger may learn: of a code everything the paper says, of a number little, of a file whether it is the one issued.

Nothing that is shown is kept.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from zaiton.blocks.papers.domain import verdicts
from zaiton.blocks.papers.domain.cards import Card
from zaiton.blocks.papers.domain.seal_refusals import EnvelopeBroken, Sm2Lacking
from zaiton.blocks.papers.domain.status import PDF
from zaiton.blocks.papers.models import CertificateFile, SealUse
from zaiton.blocks.papers.queries.checking import checked, sm2_checked
from zaiton.blocks.papers.queries.reading import certificate_content
from zaiton.blocks.papers.queries.register import certificate_by_code, certificate_by_number, certificates_named

OBJECT = "papers.certificate/"


@dataclass(frozen=True, slots=True)
class Found:
    """A certificate that was asked for; ``whole`` where the asker had its code, so has seen the paper."""

    card: Card
    whole: bool


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What a file turned out to be (``domain.verdicts``), of which certificate, by whose key.

    ``signer`` names the key's holder as its certificate does, ``revoked_at`` is when the key that sealed it was revoked.
    """

    verdict: str
    card: Card | None = None
    signer: str = ""
    revoked_at: datetime | None = None
    revoked_why: str = ""
    beside: str = ""
    """What the separate signature turned out to be (``verdicts.SOUND`` and so on); blank where none was shown."""
    beside_revoked_at: datetime | None = None
    """When the key of the separate signature was revoked, if it was."""

    @property
    def genuine(self) -> bool:
        """Whether it is the very file that was issued."""
        return self.verdict == verdicts.THIS


def looked_up(typed: str) -> Found | None:
    """The certificate of a code or a number, however it was typed; None where there is none."""
    code, number = verdicts.read_as_typed(typed)
    card = certificate_by_code(code) if code else None
    if card is not None:
        return Found(card, True)
    card = certificate_by_number(number) if number else None
    return Found(card, False) if card else None


def verified(content: bytes, envelope: bytes | None = None) -> FileVerdict:
    """What a PDF is: compared with what was issued, digest by digest; then by the signatures in it and beside it."""
    found = _recognised(content)
    return found if envelope is None else _with_beside(found, envelope, content)


def _with_beside(found: FileVerdict, envelope: bytes, content: bytes) -> FileVerdict:
    try:
        beside = sm2_checked(envelope, content)
    except EnvelopeBroken:
        return replace(found, beside=verdicts.UNREADABLE)
    except Sm2Lacking:
        return replace(found, beside=verdicts.UNCHECKED)
    said = verdicts.FOREIGN_KEY if not beside.known else verdicts.SOUND if beside.intact else verdicts.WRONG
    return replace(found, beside=said, beside_revoked_at=beside.revoked_at)


def _recognised(content: bytes) -> FileVerdict:
    digest = sha256(content).hexdigest()
    issued = _issued([digest])
    if digest in issued:
        return _sealed(verdicts.THIS, issued[digest], digest)
    drawn = _drawn([digest])
    if digest in drawn:
        return FileVerdict(verdicts.UNSEALED, drawn[digest])
    return _begins_as(content) or _by_its_seal(content)


def _begins_as(content: bytes) -> FileVerdict | None:
    """A file that begins with one we know: something was added to it, or it breaks off in the middle of its seal."""
    parts = _prefixes(content)
    issued = _issued(parts.values())
    for place in sorted(parts, reverse=True):
        if parts[place] in issued:
            return _sealed(verdicts.APPENDED, issued[parts[place]], parts[place])
    drawn = _drawn(parts.values())
    for place in sorted(parts, reverse=True):
        card = drawn.get(parts[place])
        if card is not None:
            return _after_the_drawing(content, card)
    return None


def _after_the_drawing(content: bytes, card: Card) -> FileVerdict:
    if PDF in card.files and certificate_content(card.public_id, PDF).content.startswith(content):
        return FileVerdict(verdicts.TRUNCATED, card)
    found = _by_its_seal(content)
    if found.verdict in (verdicts.FOREIGN, verdicts.APPENDED):
        return replace(found, card=card)
    return replace(found, verdict=verdicts.ALTERED, card=card)


def _by_its_seal(content: bytes) -> FileVerdict:
    """What the signatures say of a file that is not in the register."""
    signatures = checked(content).signatures if len(content) <= verdicts.MOST_BYTES else ()
    for verdict, fits in (
        (verdicts.SEALED_BY_US, lambda one: one.known and one.intact and one.whole),
        (verdicts.APPENDED, lambda one: one.known and one.intact),
        (verdicts.ALTERED, lambda one: one.intact is False),
        (verdicts.FOREIGN, lambda one: not one.known),
    ):
        one = next((one for one in signatures if fits(one)), None)
        if one is not None:
            signer = one.signer if one.known or one.intact else ""
            return FileVerdict(verdict, None, signer, one.revoked_at, one.revoked_why)
    if verdicts.is_cut_short(content):
        return FileVerdict(verdicts.TRUNCATED)
    return FileVerdict(verdicts.OTHER)


def _prefixes(content: bytes) -> dict[int, str]:
    """The digest of each part that may be a whole file, in one walk."""
    found, state, reached = {}, sha256(), 0
    for place in verdicts.endings(content):
        state.update(content[reached:place])
        found[place], reached = state.copy().hexdigest(), place
    return found


def _sealed(verdict: str, card: Card, digest: str) -> FileVerdict:
    use = SealUse.objects.select_related("key").filter(sealed_sha256=digest, object=f"{OBJECT}{card.public_id}").first()
    key = use.key if use else None
    if key is None:
        return FileVerdict(verdict, card)
    return FileVerdict(verdict, card, key.subject, key.revoked_at, key.revoked_reason)


def _issued(digests) -> dict[str, Card]:
    rows = CertificateFile.objects.filter(sha256__in=list(digests), form=PDF)
    named = dict(rows.values_list("sha256", "certificate__public_id"))
    return _with_cards(named)


def _drawn(digests) -> dict[str, Card]:
    rows = SealUse.objects.filter(document_sha256__in=list(digests), object__startswith=OBJECT)
    named = {digest: thing.removeprefix(OBJECT) for digest, thing in rows.values_list("document_sha256", "object")}
    return _with_cards(named)


def _with_cards(named: dict[str, str]) -> dict[str, Card]:
    cards = certificates_named(named.values())
    return {digest: cards[public_id] for digest, public_id in named.items() if public_id in cards}
