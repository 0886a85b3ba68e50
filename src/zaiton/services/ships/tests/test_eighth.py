"""An eighth certificate by files alone, those of the how-to: desk, schedule, what-if and certificate follow."""

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from zaiton.blocks.cases.actions.definitions import case_type_draft, case_type_publish
from zaiton.blocks.cases.actions.officers import authority_grant
from zaiton.blocks.cases.models import StepRow
from zaiton.blocks.cases.public import definition_in_force, definition_schedule
from zaiton.blocks.cases.queries.folders import read_folder
from zaiton.blocks.cases.queries.whatif import past_cases, what_if
from zaiton.blocks.identity.tests.factories import NOON
from zaiton.services.ships.tests.world import FACTS, World, a_world, papers_of

SHIPPED = Path(__file__).parents[1] / "data" / "cases" / "ships"
HOW_TO = Path(__file__).parents[5] / "docs" / "en" / "howto" / "add-an-eighth-certificate.md"
ON = date(2026, 11, 20)


def eighth(folder: Path) -> Path:
    """The folder as the how-to makes it."""
    blocks = dict(re.findall(r"```yaml file=var/cases/(\S+)\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.S))
    made = folder / "ships"
    shutil.copytree(SHIPPED, made)
    text = (made / "case.yaml").read_text(encoding="utf-8")
    text = text.replace("\nitems:\n", f"\n{blocks['role.txt']}items:\n").replace(
        "\nconsistent:\n", f"\n{blocks['item.txt']}consistent:\n"
    )
    text = re.sub(r"(?m)^in_force_from: .*$", "in_force_from: 2026-11-01", text)
    (made / "case.yaml").write_text(text, encoding="utf-8")
    for name in ("voyages.yaml", "golden.yaml"):
        (made / name).write_text(blocks[f"ships/{name}"], encoding="utf-8")
    return made


@pytest.mark.django_db(transaction=True)
def test_an_eighth_certificate_changes_desk_schedule_what_if_and_register(tmp_path: Path) -> None:
    world: World = a_world()
    world.ship()
    before = definition_schedule(definition_in_force("ships", ON), on=ON)
    found = read_folder(eighth(tmp_path))

    tried = what_if(
        definition_in_force("ships", ON),
        past_cases("ships", since=NOON - timedelta(days=30), until=NOON + timedelta(days=1)),
        on=ON,
        to=found.definition,
    )
    assert tried.before.cases == 1 and "security" in tried.after.worked and "security" not in tried.before.worked
    assert tried.after.promised_days == 21 and tried.before.promised_days == 16

    case_type_publish(case_type_draft(found, actor="system", at=NOON), actor="system", at=NOON)
    after = definition_schedule(definition_in_force("ships", ON), on=ON)
    assert (before.parallel, after.parallel) == (16, 21)

    officer = world.officers["safety"]
    authority_grant(actor="system", person=officer, type="ships", role="security", first=ON, until=None, at=NOON)
    case = world.apply(
        "ships", {**FACTS, "ship_id": "CN20250000002", "imo": "", "mmsi": "412345679", "call_sign": "BPKM"}
    )
    assert StepRow.objects.get(case__public_id=case, step="csr.review").role == "security"
    world.officers["security"] = officer
    world.grant(case)
    issued = papers_of(case)
    assert issued["ships.synopsis"].number.startswith("SY-2026-") and len(issued) == 8
    assert issued["ships.synopsis"].rests_on == (issued["ships.nationality"].public_id,)
