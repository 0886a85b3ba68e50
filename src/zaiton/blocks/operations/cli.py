"""The work command: run a worker, see what stands in the queue, send stuck work again or strike it out."""

from datetime import datetime

import click
from django.utils.translation import gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.operations import queries
from zaiton.blocks.operations.actions import job_drop, job_retry
from zaiton.blocks.operations.domain import COMMAND
from zaiton.kit.cli import EXIT_OK, EXIT_REFUSED, emit, json_option
from zaiton.kit.clock import now
from zaiton.kit.work.queue import JobCard, TickCard


@click.group("work", help=gettext_noop("Background work: run it, see it, mend it."))
def work() -> None:
    """Groups the commands of this block."""


@work.command("run", help=gettext_noop("Do background work until told to stop (zaiton serve does so by itself)."))
@click.option("--once", is_flag=True, help=gettext_noop("Do what is due now, then end."))
@json_option
@click.pass_context
def run(context: click.Context, once: bool, as_json: bool) -> None:
    """Exit 1 when the worker broke down."""
    if once:
        from zaiton.kit.work.worker import drain

        count = drain()
        emit({"done": count}, as_json, lambda: gettext("{count} pieces of work were taken up.").format(count=count))
        return
    from zaiton.kit.work.process import work_until_told

    context.exit(EXIT_OK if work_until_told() else EXIT_REFUSED)


@work.command("list", help=gettext_noop("Show pieces of work, newest first."))
@click.option("--state", type=click.Choice(queries.STATES), help=gettext_noop("Only those in this state."))
@click.option("--before", type=int, help=gettext_noop("Continue with those older than this number."))
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=queries.PAGE, help=gettext_noop("How many, at most 1000.")
)
@json_option
def list_jobs(state: str | None, before: int | None, limit: int, as_json: bool) -> None:
    """One page of the queue."""
    found = queries.jobs_for(COMMAND, state=state or "", before=before, limit=limit)
    emit({"jobs": found}, as_json, lambda: "\n".join(_line(job) for job in found) or gettext("Nothing there."))


@work.command("ticks", help=gettext_noop("Show what is run regularly, with its last and next run."))
@json_option
def ticks(as_json: bool) -> None:
    """Every declared tick."""
    found = queries.ticks_for(COMMAND, now())
    emit({"ticks": found}, as_json, lambda: "\n".join(_tick_line(tick) for tick in found))


@work.command("retry", help=gettext_noop("Send work again that is dead or unknown."))
@click.argument("number", type=int, metavar="ID")
@json_option
def retry(number: int, as_json: bool) -> None:
    """Work that was perhaps sent may be sent twice: look first."""
    job = job_retry(COMMAND, number, at=now())
    emit(job, as_json, lambda: _line(job))


@work.command("drop", help=gettext_noop("Strike out work that waits, is dead or unknown."))
@click.argument("number", type=int, metavar="ID")
@click.option("--why", required=True, help=gettext_noop("The reason, kept with the work."))
@json_option
def drop(number: int, why: str, as_json: bool) -> None:
    """It will not be done."""
    job = job_drop(COMMAND, number, why=why, at=now())
    emit(job, as_json, lambda: _line(job))


def _line(job: JobCard) -> str:
    return f"{job.id}  {job.state:<9}  {_moment(job.due)}  {job.attempt}  {job.key}  {job.reason}".rstrip()


def _tick_line(tick: TickCard) -> str:
    return f"{tick.name:<30}  {tick.every} s  {_moment(tick.last_at)}  {_moment(tick.next_at)}  {tick.error}".rstrip()


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}Z" if moment else "-"
