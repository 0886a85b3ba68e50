"""zaiton setup, migrate, demo: make an installation ready, again and again without harm."""

import click

from zaiton.base.refusals import Refusal
from zaiton.base.text import gettext_noop
from zaiton.kit.cli import emit, json_option
from zaiton.site import catalogues, speech


class DemoOff(Refusal):
    """The demonstration is switched off."""

    code = "demo_off"
    message = gettext_noop("No demonstration accounts are made while DEMO is 0.")
    mend = gettext_noop("Make a first administrator: zaiton account create-administrator")


@click.command(
    help=gettext_noop("Make or bring up to date the tables, static files, texts, packs and demonstration accounts.")
)
@json_option
def setup(as_json: bool) -> None:
    """Everything ``zaiton serve`` needs; idempotent."""
    catalogues.compile_missing()
    speech.prepare()
    from zaiton.site import installing

    applied = installing.apply_migrations()
    collected = installing.collect_static()
    said = installing.run_hooks()
    installing.close_to_others()
    emit(
        {"migrations": applied, "static_files": collected, "modules": said},
        as_json,
        lambda: "\n".join(
            [
                speech.translate(gettext_noop("Tables: {count} migrations applied.")).format(count=applied),
                speech.translate(gettext_noop("Static files: {count} new.")).format(count=collected),
                *said.values(),
            ]
        ),
    )


@click.command(help=gettext_noop("Bring the tables up to date."))
@json_option
def migrate(as_json: bool) -> None:
    """Apply every migration that is missing."""
    speech.prepare()
    from zaiton.site import installing

    applied = installing.apply_migrations()
    emit(
        {"migrations": applied},
        as_json,
        lambda: speech.translate(gettext_noop("Tables: {count} migrations applied.")).format(count=applied),
    )


@click.command(help=gettext_noop("Make the demonstration accounts and show their names and passwords."))
@json_option
def demo(as_json: bool) -> None:
    """The cast of the demonstration; refused while DEMO=0."""
    speech.prepare()
    from django.conf import settings

    from zaiton.site import installing

    if not settings.DEMO:
        raise DemoOff
    installing.apply_migrations()
    installing.run_hooks()
    accounts = installing.demo_accounts(settings.ZAITON_HOME)
    emit({"accounts": accounts}, as_json, lambda: "\n".join(installing.account_lines(accounts)))
