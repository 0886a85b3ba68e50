"""`zaiton data`: check, list, load and seal data packs."""

from pathlib import Path

import click
from django.utils.translation import get_language, gettext

from zaiton.base.text import gettext_noop
from zaiton.blocks.law.actions.packs import pack_seal, packs_load
from zaiton.blocks.law.domain.findings import Finding
from zaiton.blocks.law.queries.checking import check_everything, check_packs
from zaiton.blocks.law.queries.discovery import BrokenPack, broken_packs, find_packs, services
from zaiton.blocks.law.queries.packs import Pack, check_conditions, read_pack
from zaiton.kit import clock
from zaiton.kit.cli import EXIT_REFUSED, emit, json_option

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group(help=gettext_noop("Data packs: the tables of figures every answer comes from."))
def data() -> None:
    """Group of the commands on packs."""


@data.command(help=gettext_noop("Check every pack and parameter, or only the packs in the FOLDERS given."))
@click.argument("folders", nargs=-1, type=FOLDER)
@click.option("--strict", is_flag=True, help=gettext_noop("Fail on warnings too."))
@json_option
@click.pass_context
def check(context: click.Context, folders: tuple[Path, ...], strict: bool, as_json: bool) -> None:
    """Exit 0 when there is nothing to mend, 1 when there is."""
    packs = tuple(_read(folder) for folder in folders)
    findings = check_packs(packs) if folders else check_everything()
    count = len(packs) if folders else sum(len(find_packs(service)) for service in services())
    failed = any(strict or f.severity == "error" for f in findings)
    emit(
        {"ok": not failed, "packs": count, "findings": [_finding(f) for f in findings]},
        as_json,
        lambda: _report(findings, count),
    )
    if failed:
        context.exit(EXIT_REFUSED)


@data.command("list", help=gettext_noop("List every pack on file, and the folders that are left out with the reason."))
@click.option("--service", default=None, help=gettext_noop("Only packs of this service."))
@json_option
def list_packs(service: str | None, as_json: bool) -> None:
    """Print the packs in the order in which they are preferred."""
    packs = [p for s in services() if service in (None, s) for p in find_packs(s)]
    broken = [b for b in broken_packs() if service in (None, b.service)]
    shown = {"packs": [_pack(p) for p in packs], "left_out": [_broken(b) for b in broken]}
    emit(shown, as_json, lambda: _listing(packs, broken))


@data.command(
    help=gettext_noop("Register packs not seen before, keep a copy of your own ones, and log each. Safe to repeat.")
)
@json_option
def load(as_json: bool) -> None:
    """Load into the register."""
    loading = packs_load(actor="command", at=clock.now())
    said = gettext("{new} new, {known} known already.")
    lines = [*loading.new, said.format(new=len(loading.new), known=loading.known)]
    emit({"new": list(loading.new), "known": loading.known}, as_json, "\n".join(lines))


@data.command(help=gettext_noop("Write the checksum of the figures in FOLDER into its SOURCE.toml."))
@click.argument("folder", type=FOLDER)
@json_option
def seal(folder: Path, as_json: bool) -> None:
    """Seal one pack of one's own."""
    pack = pack_seal(folder)
    said = gettext("{pack} sealed with {sha256}.").format(pack=pack.label, sha256=pack.sha256)
    emit({"pack": pack.label, "sha256": pack.sha256}, as_json, said)


def _read(folder: Path) -> Pack:
    pack = read_pack(folder, operator=True)
    check_conditions(pack)
    return pack


def _finding(finding: Finding) -> dict:
    return {
        "pack": finding.pack,
        "severity": finding.severity,
        "line": finding.line,
        "code": finding.code,
        "message": finding.sentence(gettext),
    }


def _pack(pack: Pack) -> dict:
    return {
        "service": pack.service,
        "kind": pack.kind,
        "table": pack.table,
        "title": pack.title.in_language(get_language() or "zh-hans"),
        "in_force_from": pack.in_force_from,
        "in_force_until": pack.in_force_until,
        "status": pack.status,
        "document": pack.document,
        "operator": pack.operator,
        "sha256": pack.sha256,
    }


def _broken(broken: BrokenPack) -> dict:
    fault = broken.fault
    return {
        "folder": str(broken.folder) if broken.operator else broken.label,
        "code": fault.code,
        "reason": fault.sentence(gettext),
        "mend": fault.remedy(gettext),
    }


def _report(findings: list[Finding], count: int) -> str:
    lines = []
    for f in findings:
        severity = gettext("error") if f.severity == "error" else gettext("warning")
        lines.append(f"{f.pack}: {severity} [{f.code}] {f.sentence(gettext)}")
    lines.append(gettext("{count} packs checked, {found} findings.").format(count=count, found=len(findings)))
    return "\n".join(lines)


def _listing(packs: list[Pack], broken: list[BrokenPack]) -> str:
    language = get_language() or "zh-hans"
    lines = [f"{p.label}  {p.status}  {p.sha256[:12]}  {p.title.in_language(language)}" for p in packs]
    for b in broken:
        said = gettext("Left out: {folder}: {reason}")
        lines.append(
            said.format(folder=b.label, reason=f"{b.fault.sentence(gettext)} {b.fault.remedy(gettext)}".strip())
        )
    return "\n".join(lines)
