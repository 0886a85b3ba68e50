"""zaiton serve: check everything once, then serve until told to stop."""

from typing import Any

import click

from zaiton.base.text import gettext_noop
from zaiton.kit.cli import EXIT_OK, EXIT_REFUSED
from zaiton.site import speech


@click.command(help=gettext_noop("Serve the site (address and port by ZAITON_HOST and PORT)."))
@click.option("--setup", "with_setup", is_flag=True, help=gettext_noop("First set up what is missing."))
@click.pass_context
def serve(ctx: click.Context, with_setup: bool) -> None:
    """Refuses with one line when the site could not work."""
    from zaiton.site import catalogues

    if with_setup:
        catalogues.compile_missing()
    speech.prepare()
    from django.conf import settings
    from django.db import connection

    from zaiton.site import installing
    from zaiton.site.server import address, lock
    from zaiton.site.server.supervisor import Supervisor

    _require_folder_and_database()
    listener = address.listen(settings.HOST, settings.PORT)
    if with_setup:
        installing.apply_migrations()
        installing.collect_static()
        installing.run_hooks()
    _require_tables_and_files()
    installing.close_to_others()
    beside = installing.programmes_beside()
    connection.close()
    held = lock.hold(settings.ZAITON_HOME)
    try:
        supervisor = Supervisor(
            listener,
            count=settings.PROCESSES,
            threads=settings.THREADS,
            background=settings.WORKERS,
            beside=beside,
            keep_open=(held,),
        )
        code = supervisor.run(lambda: _announce(settings))
    finally:
        lock.let_go(settings.ZAITON_HOME, held)
    ctx.exit(EXIT_REFUSED if code else EXIT_OK)


def _require_folder_and_database() -> None:
    from zaiton.site import health

    health.require_home()
    health.require_whole()
    health.require_database()


def _require_tables_and_files() -> None:
    from zaiton.site import health

    health.require_migrations()
    health.require_static()


def _announce(settings: Any) -> None:
    from zaiton.site import installing

    host = "127.0.0.1" if settings.HOST in {"0.0.0.0", "::"} else settings.HOST
    shown = f"[{host}]" if ":" in host else host
    click.echo(
        speech.translate(gettext_noop("Zaiton is at {address}  (Ctrl-C ends it)")).format(
            address=f"http://{shown}:{settings.PORT}/"
        )
    )
    accounts = installing.demo_accounts(settings.ZAITON_HOME) if settings.DEMO else []
    if accounts:
        click.echo(
            speech.translate(gettext_noop("Demonstration accounts (kept in {file}):")).format(
                file=settings.ZAITON_HOME / installing.DEMO_ACCOUNTS
            )
        )
        for line in installing.account_lines(accounts):
            click.echo(line)
