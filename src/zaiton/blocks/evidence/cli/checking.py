"""The evidence command: check the whole log, and read entries."""

import click
from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.evidence.cli.evidence_group import evidence
from zaiton.blocks.evidence.domain.chain import EntryCard, NoLog, Verdict
from zaiton.blocks.evidence.queries import log as queries
from zaiton.blocks.evidence.queries.tree import TreeCheck
from zaiton.kit.cli import EXIT_OK, EXIT_REFUSED, emit, json_option


@evidence.command(
    "verify", help=gettext_noop("Check every entry of the log; exit 1 when something was changed or can be.")
)
@json_option
@click.pass_context
def verify(context: click.Context, as_json: bool) -> None:
    """Reads the whole log in batches."""
    if not queries.store_was_set_up():
        raise NoLog()
    tree = TreeCheck()
    verdict = queries.verify(tree.feed)
    tree_ok = tree.done() or not verdict.ok
    data = {
        "ok": verdict.ok,
        "entries": verdict.entries,
        "broken_at": verdict.broken_at,
        "reason": gettext(verdict.reason) if verdict.reason else None,
        "guarded": verdict.guarded,
        "tree": {"ok": tree_ok, "entries": tree.size, "broken_at": tree.seq, "place": tree.fault or None},
    }
    emit(data, as_json, lambda: "\n".join([_told(verdict), *_tree_told(tree)]))
    context.exit(EXIT_OK if verdict.ok and verdict.guarded and tree_ok else EXIT_REFUSED)


@evidence.command("list", help=gettext_noop("Show entries, newest first."))
@click.option("--object", "object_", default="", help=gettext_noop("Only this object, such as identity.person/ID."))
@click.option("--actor", default="", help=gettext_noop("Only this actor, such as person/ID, system or command."))
@click.option("--before", type=int, help=gettext_noop("Continue with entries older than this number."))
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=queries.PAGE, help=gettext_noop("How many, at most 1000.")
)
@json_option
def list_entries(object_: str, actor: str, before: int | None, limit: int, as_json: bool) -> None:
    """One page of the log."""
    found = queries.entries(object=object_, actor=actor, before_seq=before, limit=limit)
    data = {"entries": [{**_plain(entry), "sentence": gettext(queries.sentence_of(entry.action))} for entry in found]}
    emit(data, as_json, lambda: "\n".join(_line(entry) for entry in found) or gettext("No entries."))


def _told(verdict: Verdict) -> str:
    count = verdict.entries
    if verdict.ok:
        lines = [gettext("The log is whole: {count} entries, each in its place.").format(count=count)]
    elif verdict.broken_at is None:
        lines = [gettext("The log is damaged. {reason}").format(reason=gettext(verdict.reason))]
    else:
        sentence = gettext("The log is broken at entry {seq}. {reason} The {count} entries before it are sound.")
        sound = verdict.broken_at - 1 if verdict.entries >= verdict.broken_at else count
        lines = [sentence.format(seq=verdict.broken_at, reason=gettext(verdict.reason), count=sound)]
    if not verdict.guarded:
        lines.append(gettext("The database no longer refuses changes to the log: its triggers are missing."))
    return "\n".join(lines)


def _tree_told(tree: TreeCheck) -> list[str]:
    if tree.fault and tree.seq:
        sentence = gettext("The published tree does not agree with the log at entry {seq}: {place}.")
        return [sentence.format(seq=tree.seq, place=tree.fault)]
    if tree.fault:
        return [gettext("The published tree is not sound: {place}.").format(place=tree.fault)]
    if tree.size:
        return [
            gettext("The published tree agrees with it: {size} entries under a signed checkpoint.").format(
                size=tree.size
            )
        ]
    return []


def _line(entry: EntryCard) -> str:
    sentence = gettext(queries.sentence_of(entry.action))
    return f"{entry.seq}  {entry.at:%Y-%m-%d %H:%M:%S}Z  {entry.actor}  {sentence}  {entry.object}"


def _plain(entry: EntryCard) -> dict:
    return {name: getattr(entry, name) for name in EntryCard.__dataclass_fields__}
