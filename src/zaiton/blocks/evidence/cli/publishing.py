"""Commands of whoever runs the log: publish it, keep its keys."""

import click
from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.evidence.actions import keys as key_actions
from zaiton.blocks.evidence.actions import publishing
from zaiton.blocks.evidence.cli.evidence_group import evidence
from zaiton.blocks.evidence.queries.keys import Keyring, keyring
from zaiton.kit import clock
from zaiton.kit.cli import emit, json_option


@evidence.command(
    "publish", help=gettext_noop("Bring all entries under a signed checkpoint, as the worker does every few minutes.")
)
@click.option(
    "--begin-anew",
    is_flag=True,
    help=gettext_noop("Close a tree that cannot be continued and begin another with a new name and key."),
)
@json_option
def publish(begin_anew: bool, as_json: bool) -> None:
    """Refuses to sign what contradicts an earlier checkpoint."""
    at = clock.now()
    done = publishing.begin_anew(at=at, actor="command") if begin_anew else publishing.publish(at=at, actor="command")
    data = {"size": done.size, "added": done.added, "checkpoint": done.checkpoint}
    sentence = gettext("{added} entries added; {size} are under the checkpoint.")
    emit(data, as_json, lambda: f"{sentence.format(added=done.added, size=done.size)}\n\n{done.checkpoint}".rstrip())


@evidence.group("keys", help=gettext_noop("The keys that sign checkpoints."))
def keys() -> None:
    """Groups the commands about keys."""


@keys.command("make", help=gettext_noop("Make the first keys."))
@click.option(
    "--name",
    default="",
    help=gettext_noop("Name of the log, such as example.cn/evidence; a random one where none is given."),
)
@json_option
def make(name: str, as_json: bool) -> None:
    """Refuses where there are keys already."""
    _show(key_actions.keys_make(actor="command", at=clock.now(), origin=name), as_json)


@keys.command(
    "rotate",
    help=gettext_noop(
        "Make a new signing key; the old one vouches for it and is destroyed, its checkpoints stay verifiable."
    ),
)
@json_option
def rotate(as_json: bool) -> None:
    """Signs the present checkpoint again with the new key."""
    ring = key_actions.keys_rotate(actor="command", at=clock.now())
    publishing.sign_again()
    _show(ring, as_json)


@keys.command("list", help=gettext_noop("Show every key that ever signed, the present one last."))
@json_option
def list_keys(as_json: bool) -> None:
    """Only public halves."""
    _show(keyring(), as_json)


def _show(ring: Keyring | None, as_json: bool) -> None:
    rows = ring.keys if ring else ()
    data = [{"key": row.key.text, "made": row.made, "retired": row.retired, "endorsed": row.endorsed} for row in rows]
    emit({"keys": data}, as_json, lambda: "\n".join(row.key.text for row in rows) or gettext("No keys yet."))
