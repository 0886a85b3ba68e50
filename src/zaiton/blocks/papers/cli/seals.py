"""zaiton papers seals, keys, make: who may seal with what, and the making of files by hand."""

from pathlib import Path
from typing import Any

import click
from django.utils.translation import get_language, gettext

from zaiton.base.text import Bilingual, gettext_noop
from zaiton.blocks.identity.public import names_of, person_by_email
from zaiton.blocks.papers.actions import keys as key_actions
from zaiton.blocks.papers.actions import seals as seal_actions
from zaiton.blocks.papers.actions.making import failed_again, files_made
from zaiton.blocks.papers.actions.providing import providers
from zaiton.blocks.papers.cli.papers_group import papers
from zaiton.blocks.papers.domain.seals import ALGORITHMS, P256, YEARS, SealCard
from zaiton.blocks.papers.queries.authority import root_certificate
from zaiton.blocks.papers.queries.publishing import KeyCard, keys_published
from zaiton.blocks.papers.queries.seals import seals_known
from zaiton.kit.cli import emit, json_option
from zaiton.kit.clock import now

ACTOR = "command"
provider = click.option(
    "--provider", required=True, type=click.Choice(providers.names()), help=gettext_noop("The kind of signature.")
)
years = click.option("--years", default=YEARS, show_default=True, help=gettext_noop("How long the key may be used."))
algorithm = click.option(
    "--algorithm",
    type=click.Choice(ALGORITHMS),
    default=P256,
    show_default=True,
    help=gettext_noop("The sort of key inside PDF files."),
)


@papers.group("seals", help=gettext_noop("The seals of organs and who answers for them."))
def seals() -> None:
    """Groups the commands about seals."""


@seals.command("make", help=gettext_noop("Make the seal NAME of an organ; it needs a key before it seals anything."))
@click.argument("name")
@click.option("--title-zh", required=True, help=gettext_noop("The organ in Chinese."))
@click.option("--title-en", required=True, help=gettext_noop("The organ in English."))
@click.option("--demo", is_flag=True, help=gettext_noop("For demonstrations; its keys say so."))
@json_option
def make_seal(name: str, title_zh: str, title_en: str, demo: bool, as_json: bool) -> None:
    """Case types name the seal by NAME."""
    title = Bilingual(title_zh, title_en)
    _show_seals((seal_actions.seal_make(name, title, actor=ACTOR, at=now(), demo=demo),), as_json)


@seals.command("list", help=gettext_noop("List the seals, who keeps them, and for which signatures they have keys."))
@json_option
def list_seals(as_json: bool) -> None:
    """Every seal."""
    _show_seals(seals_known(), as_json)


@seals.command(
    "keeper", help=gettext_noop("Let the person with this address answer for the seal NAME and see each use.")
)
@click.argument("name")
@click.argument("email")
@click.option("--remove", is_flag=True, help=gettext_noop("No longer."))
@json_option
def keeper(name: str, email: str, remove: bool, as_json: bool) -> None:
    """The person must have an account."""
    found = person_by_email(email, at=now())
    act = seal_actions.seal_keeper_remove if remove else seal_actions.seal_keeper_add
    _show_seals((act(name, found.public_id, actor=ACTOR, at=now()),), as_json)


@papers.group("keys", help=gettext_noop("The keys of seals."))
def keys() -> None:
    """Groups the commands about keys."""


@keys.command("make", help=gettext_noop("Make the first key of the seal NAME for one kind of signature."))
@click.argument("name")
@provider
@years
@algorithm
@json_option
def make_key(name: str, provider: str, years: int, algorithm: str, as_json: bool) -> None:
    """Certificates that waited for it are made at once."""
    card = key_actions.seal_key_make(name, provider, actor=ACTOR, at=now(), years=years, algorithm=algorithm)
    _show_keys((card,), as_json)


@keys.command("rotate", help=gettext_noop("Replace the key of the seal NAME; what the old one sealed stays good."))
@click.argument("name")
@provider
@years
@algorithm
@json_option
def rotate_key(name: str, provider: str, years: int, algorithm: str, as_json: bool) -> None:
    """The old private key is destroyed."""
    card = key_actions.seal_key_rotate(name, provider, actor=ACTOR, at=now(), years=years, algorithm=algorithm)
    _show_keys((card,), as_json)


@keys.command("revoke", help=gettext_noop("Revoke KEY: it seals no more, and whoever verifies its seals is told why."))
@click.argument("key")
@click.option("--reason", required=True, help=gettext_noop("Why; shown to whoever verifies."))
@json_option
def revoke_key(key: str, reason: str, as_json: bool) -> None:
    """KEY is the name that the list shows."""
    _show_keys((key_actions.seal_key_revoke(key, reason=reason, actor=ACTOR, at=now()),), as_json)


@keys.command("list", help=gettext_noop("List every key that ever was in use."))
@json_option
def list_keys(as_json: bool) -> None:
    """Public halves only."""
    _show_keys(keys_published(at=now()), as_json)


@keys.command(
    "export", help=gettext_noop("Write into FOLDER what a stranger needs to check seals with other programs.")
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@json_option
def export(folder: Path, as_json: bool) -> None:
    """ca.pem, which certifies the keys inside PDF files, and the certificate of each key."""
    folder.mkdir(parents=True, exist_ok=True)
    root = root_certificate()
    files = {f"{card.provider}-{card.public_id}.pem": card.certificate_pem for card in keys_published(at=now())}
    if root is not None:
        files["ca.pem"] = root
    for name, content in sorted(files.items()):
        (folder / name).write_text(content)
    written = [str(folder / name) for name in sorted(files)]
    emit({"files": written}, as_json, lambda: "\n".join(written) or gettext("No seal has a key yet."))


@papers.command("make", help=gettext_noop("Draw and seal the certificates that wait for their files."))
@click.option("--again", is_flag=True, help=gettext_noop("Also those that failed before."))
@json_option
def make(again: bool, as_json: bool) -> None:
    """What the worker does by itself."""
    if again:
        failed_again(actor=ACTOR, at=now())
    done = files_made(now=now)
    sentence = gettext("{sealed} made, {waiting} wait, {failed} failed.")
    data = {"sealed": done.sealed, "waiting": done.waiting, "failed": done.failed}
    emit(data, as_json, lambda: sentence.format(**data))


def _show_seals(cards: tuple[SealCard, ...], as_json: bool) -> None:
    names = names_of([person for card in cards for person in card.keepers])
    rows = [
        {
            "name": card.name,
            "title": {"zh": card.title.zh, "en": card.title.en},
            "demo": card.demo,
            "keys": list(card.providers),
            "keepers": [{"person": person, "name": names.get(person, "")} for person in card.keepers],
        }
        for card in cards
    ]
    emit({"seals": rows}, as_json, lambda: "\n".join(_line(card) for card in cards) or gettext("There is no seal yet."))


def _line(card: SealCard) -> str:
    return f"{card.name}  {card.title.in_language(get_language() or 'zh-hans')}  {' '.join(card.providers) or '-'}"


def _show_keys(cards: tuple[KeyCard, ...], as_json: bool) -> None:
    rows: list[dict[str, Any]] = [
        {
            "key": card.public_id,
            "seal": {"zh": card.seal.zh, "en": card.seal.en},
            "provider": card.provider,
            "state": card.state,
            "subject": card.subject,
            "serial": card.serial,
            "fingerprint": card.fingerprint,
            "made_at": card.made_at,
            "valid_until": card.valid_until,
            "revoked_at": card.revoked_at,
            "reason": card.revoked_why or None,
        }
        for card in cards
    ]
    lines = [f"{row['key']}  {row['provider']}  {row['state']}  {row['fingerprint']}" for row in rows]
    emit({"keys": rows}, as_json, lambda: "\n".join(lines) or gettext("No seal has a key yet."))
