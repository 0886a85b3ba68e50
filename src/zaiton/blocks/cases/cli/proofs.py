"""zaiton cases proof: the proof of one event of a case as a file, for the operator to hand out."""

import click

from zaiton.base.text import gettext_noop
from zaiton.blocks.cases.cli.cases_group import cases
from zaiton.blocks.cases.queries.proofs import numbered_proof
from zaiton.kit.cli import to_json
from zaiton.kit.cli.store import found_store


@cases.command("proof", help=gettext_noop("The proof of event SEQ of CASE with the words of the decision, as JSON."))
@click.argument("case")
@click.argument("seq", type=click.IntRange(1, 1_000_000))
def show_proof(case: str, seq: int) -> None:
    """What a party gets from the page of the case; a program of one file checks it offline."""
    found_store()
    click.echo(to_json(numbered_proof(case, seq)))
