"""zaiton money keys, counterpart, counterpart-fault: the wire to counterparts and demonstration counterparts on this machine."""

import os
from collections.abc import Sequence
from datetime import datetime

import click
from django.utils.translation import gettext

from zaiton.base.money import plain
from zaiton.base.text import gettext_noop
from zaiton.blocks.money.actions.channels import channels
from zaiton.blocks.money.actions.counterparts import (
    NAMES,
    command,
    counterpart_fault,
    key_shown,
    keys_provide,
)
from zaiton.blocks.money.cli.money_group import money
from zaiton.blocks.money.domain.channels import NotSent, Unclear
from zaiton.blocks.money.domain.wire_refusals import CounterpartSilent
from zaiton.blocks.money.queries.places import keys_folder
from zaiton.kit.cli import emit, json_option
from zaiton.kit.clock import now, today

ACTOR = "command"
which = click.argument("name", type=click.Choice(sorted(NAMES)))


@money.command(
    help=gettext_noop("Make the certificates and keys for counterparts that are missing or about to run out.")
)
@json_option
def keys(as_json: bool) -> None:
    """Nothing that is there and holds is touched; the list shows all, with their fingerprints."""
    found = keys_provide(actor=ACTOR, at=now())
    words = {True: gettext("made"), False: gettext("there")}
    lines = [f"{key.name}  {words[key.made]}  {key.until:%Y-%m-%d}  {key.fingerprint}" for key in found]
    lines.insert(0, gettext("Keys in {folder}:").format(folder=keys_folder()))
    emit({"folder": keys_folder(), "keys": [key_shown(key) for key in found]}, as_json, "\n".join(lines))


@money.command(help=gettext_noop("Run the demonstration counterpart NAME until Ctrl-C."))
@which
@click.option("--port", type=click.IntRange(0, 65535), default=0, help=gettext_noop("Its port; 0 takes any free one."))
@click.option("--cutoff", type=click.IntRange(0, 24), help=gettext_noop("Hour from which business is of the next day."))
@click.option("--settle-seconds", type=float, help=gettext_noop("How long the bank lets a payment be pending."))
@click.option("--fault", multiple=True, metavar="NAME=VALUE", help=gettext_noop("What it is to do wrong; repeatable."))
def counterpart(name: str, port: int, cutoff: int | None, settle_seconds: float | None, fault: Sequence[str]) -> None:
    """The process becomes the counterpart; keys that are missing are made first."""
    if settle_seconds is not None and name != "bank":
        raise click.UsageError(gettext("Only the bank lets payments be pending."))
    keys_provide(actor=ACTOR, at=now())
    more = ["--port", str(port)]
    more += ["--cutoff", str(cutoff)] if cutoff is not None else []
    more += ["--settle-seconds", str(settle_seconds)] if settle_seconds is not None else []
    more += [word for text in fault for word in ("--fault", text)]
    words = command(name, *more)
    os.execv(words[0], words)


@money.command(
    "counterpart-fault",
    help=gettext_noop("Tell the running demonstration counterpart NAME what to do wrong (slow=3); 0 ends a fault."),
)
@which
@click.argument("faults", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--clear", is_flag=True, help=gettext_noop("End all faults first."))
@json_option
def fault_set(name: str, faults: Sequence[str], clear: bool, as_json: bool) -> None:
    """Without a fault, shows those in force and how often each has struck."""
    pairs = [text.partition("=") for text in faults]
    if any(not sign for _, sign, _ in pairs):
        raise click.UsageError(gettext("Write a fault as NAME=VALUE."))
    shown = counterpart_fault(name, {k: v for k, _, v in pairs}, clear=clear, actor=ACTOR, at=now())
    hits = shown["hits"]
    lines = [f"{fault}={value}  {hits.get(fault, 0)}" for fault, value in shown["faults"].items()]
    emit(shown, as_json, "\n".join(lines) or gettext("No fault is in force."))


@money.command(
    "channel-check",
    help=gettext_noop("Ask the counterpart of CHANNEL for its statement and show what it says; books nothing."),
)
@click.argument("channel")
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), help=gettext_noop("The day of the statement; today by default.")
)
@json_option
def channel_check(channel: str, day: datetime | None, as_json: bool) -> None:
    """Shows at once whether address, certificates, signatures and format are those agreed on. Exit 1 when they are not."""
    wanted = day.date() if day else today()
    try:
        found = channels[channel].statement(wanted, at=now())
    except (NotSent, Unclear) as error:
        raise CounterpartSilent("channel", channel=channel, why=str(error), cause=_cause(error)) from error
    total = sum(line.amount for line in found.lines)
    data = {
        "channel": channel,
        "day": wanted,
        "number": found.number,
        "currency": found.currency,
        "lines": len(found.lines),
        "total": total,
        "opening": found.opening,
        "closing": found.closing,
    }
    words = gettext("{channel} answers: statement {number} of {day}, lines: {lines}, total {total} {currency}.")
    shown = plain(total, found.currency)
    emit(data, as_json, words.format(**{**data, "total": shown}))


def _cause(error: Exception) -> str:
    """What lies behind, for whoever has to find it; as the system says it."""
    return f" ({error.__cause__})" if error.__cause__ else ""
