"""Commands of proof: make one, verify one."""

from pathlib import Path

import click
from django.utils.translation import get_language, gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.evidence.cli import verify_proof as verifier
from zaiton.blocks.evidence.cli.evidence_group import evidence
from zaiton.blocks.evidence.queries import tree
from zaiton.kit.cli import emit, json_option, to_json

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@evidence.command(
    "prove", help=gettext_noop("Write the proof of one entry, or that the log only continued, to one file.")
)
@click.option("--seq", type=int, help=gettext_noop("The entry with this number."))
@click.option("--object", "object_", help=gettext_noop("The newest entry of this object, such as cases.case/ID."))
@click.option("--since", type=FILE, help=gettext_noop("Prove that the log continues this older checkpoint."))
@click.option(
    "--under", type=FILE, help=gettext_noop("Prove the entry under this older checkpoint instead of the last one.")
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help=gettext_noop("Where to write; else it is printed."),
)
def prove(seq: int | None, object_: str | None, since: Path | None, under: Path | None, output: Path | None) -> None:
    """One of the three is wanted."""
    if sum(given is not None for given in (seq, object_, since)) != 1:
        raise click.UsageError(gettext("Give one of --seq, --object and --since."))
    if since:
        proof = tree.continuation(since=_text(since))
    else:
        number = tree.newest_of(object_) if seq is None else seq
        proof = tree.proof(seq=number, under=_text(under) if under else None)
    if output:
        output.write_text(to_json(proof) + "\n", encoding="utf-8")
        click.echo(gettext("The proof is in {file}.").format(file=output))
    else:
        click.echo(to_json(proof))


@evidence.command(
    "verify-proof",
    help=gettext_noop("Check a proof offline; exit 1 when it was tampered with, 3 when nobody vouches for its key."),
)
@click.argument("proof", type=FILE)
@click.option(
    "--checkpoint",
    type=FILE,
    help=gettext_noop("The checkpoint as it was got elsewhere, from a witness or the office."),
)
@click.option("--key", type=FILE, help=gettext_noop("The log's keys as they were got elsewhere, one a line."))
@json_option
@click.pass_context
def verify_proof(context: click.Context, proof: Path, checkpoint: Path | None, key: Path | None, as_json: bool) -> None:
    """The work is done by the file that a court can run by itself."""
    try:
        texts = [verifier.read_file(file) if file else None for file in (proof, checkpoint, key)]
        code, word, data = verifier.check(verifier.read_proof(texts[0]), texts[1], texts[2])
    except ValueError as error:
        code, word, data = verifier.UNREADABLE, "unreadable", {"where": str(error)}
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    sentence = verifier.plain(verifier.sentence(word, data, language))
    emit({"ok": code == verifier.PROVED, "found": word, **data, "sentence": sentence}, as_json, sentence)
    context.exit(code)


def _text(file: Path) -> str:
    with file.open(encoding="utf-8", newline="") as opened:
        return opened.read()
