"""Tables as Django sees them: rows of one service point to no row of a sibling, and to blocks one way only."""

from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps


def crossing_relations(tables: list[type[models.Model]]) -> list[str]:
    """Relations that leave their module the wrong way: to a service from outside, or with a name to come back by."""
    faults = []
    for table in tables:
        for field in table._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            source, target = _module(table), _module(field.related_model)
            if source == target or not target or not source:
                continue
            if target.startswith("services."):
                faults.append(f"{table._meta.label}.{field.name} points into {target}")
            elif not field.remote_field.hidden:
                faults.append(f"{table._meta.label}.{field.name} lets {target} come back")
    return faults


def _module(table: type[models.Model]) -> str:
    parts = table.__module__.split(".")
    return ".".join(parts[1:3]) if parts[0] == "zaiton" and parts[1] in {"blocks", "services"} else ""


def test_tables_keep_to_themselves() -> None:
    """No table of the installed modules points into a service from outside."""
    tables = [table for table in apps.get_models() if _module(table)]
    assert tables, "no table of ours was found: the walk sees nothing"
    assert crossing_relations(tables) == []


@isolate_apps("zaiton.services.tariff")
def test_planted_relations_are_found() -> None:
    """A key into a sibling service and a block's row with a way back are both found."""
    row = _table("zaiton.services.beta.models", "Row", {})
    person = _table("zaiton.blocks.identity.models", "Someone", {})
    keys = {
        "row": models.ForeignKey(row, models.CASCADE, related_name="+"),
        "someone": models.ForeignKey(person, models.CASCADE),
        "other": models.ForeignKey(person, models.CASCADE, related_name="+"),
    }
    table = _table("zaiton.services.alpha.models", "Claim", keys)
    assert len(crossing_relations([table])) == 2


def _table(module: str, name: str, fields: dict[str, models.Field]) -> type[models.Model]:
    meta = type("Meta", (), {"app_label": "tariff"})
    return type(name, (models.Model,), {"__module__": module, "Meta": meta, **fields})
