"""Tables and migrations agree: a changed table without its migration fails here, not at somebody's upgrade."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation


def missing_changes(after: ProjectState) -> dict[str, list]:
    """What ``makemigrations`` would write, by application; Django's own applications are its own affair."""
    loader = MigrationLoader(None)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("zaiton.")}
    with translation.override(None):  # as makemigrations does: names are compared untranslated
        found = MigrationAutodetector(loader.project_state(), after).changes(graph=loader.graph)
    return {label: changes for label, changes in found.items() if label in ours}


def test_every_change_of_a_table_has_its_migration() -> None:
    """Nothing is left to migrate."""
    assert missing_changes(ProjectState.from_apps(apps)) == {}


def test_a_planted_change_is_found() -> None:
    """A field that no migration made is found."""
    from django.db import models

    after = ProjectState.from_apps(apps)
    after.add_field("evidence", "entry", "planted", models.IntegerField(null=True), preserve_default=True)
    assert "evidence" in missing_changes(after)
