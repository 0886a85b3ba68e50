"""An installation that kept papers in their rows keeps every one of them when it comes to the store of contents."""

from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from zaiton.blocks.identity.tests.factories import NOON
from zaiton.blocks.papers.public import blob_read
from zaiton.blocks.papers.queries.blobs import blobs_wrong, files_found

BEFORE, AFTER = [("cases", "0003_board")], [("cases", "0004_papers_in_store")]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def back(settings, tmp_path: Path):
    """The tables as they were before; at the end as they are now."""
    settings.ZAITON_HOME = tmp_path
    with connection.schema_editor() as editor:  # there is no way back, so the old column is put beside the new tables
        editor.execute("ALTER TABLE cases_materialfile DROP COLUMN keep_until")
        editor.execute("DROP INDEX cases_file_content")
        kind = "bytea" if connection.vendor == "postgresql" else "BLOB"
        editor.execute(f"ALTER TABLE cases_materialfile ADD COLUMN content {kind} NOT NULL DEFAULT ''")
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE, fake=True)
    yield executor.loader.project_state(BEFORE).apps
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_contents_move_with_their_rows(back) -> None:
    draft = back.get_model("cases", "Draft").objects.create(
        type="quay", definition="0" * 64, person="p", begun_at=NOON, changed_at=NOON
    )
    rows = back.get_model("cases", "MaterialFile").objects
    for name, content in (
        ("a2b3c4d5e6f7", b"%PDF-1.4 one"),
        ("b2b3c4d5e6f7", b"%PDF-1.4 one"),
        ("c2b3c4d5e6f7", b"%PDF two"),
    ):
        rows.create(
            public_id=name,
            draft=draft,
            material=name,
            name="a.pdf",
            media_type="application/pdf",
            size=len(content),
            sha256=sha256(content).hexdigest(),
            content=content,
            added_by="p",
            added_at=NOON,
        )
    MigrationExecutor(connection).migrate(AFTER)
    with connection.cursor() as cursor:
        columns = [found.name for found in connection.introspection.get_table_description(cursor, "cases_materialfile")]
    assert "content" not in columns and "keep_until" in columns
    for name, content in (
        ("a2b3c4d5e6f7", b"%PDF-1.4 one"),
        ("b2b3c4d5e6f7", b"%PDF-1.4 one"),
        ("c2b3c4d5e6f7", b"%PDF two"),
    ):
        assert blob_read(sha256(content).hexdigest(), owner=f"cases.file/{name}") == content
    assert len(list(files_found())) == 2 and not list(blobs_wrong())


def test_a_content_that_is_not_what_its_digest_says_stops_it_and_nothing_is_changed(back) -> None:
    draft = back.get_model("cases", "Draft").objects.create(
        type="quay", definition="0" * 64, person="p", begun_at=NOON, changed_at=NOON
    )
    row = back.get_model("cases", "MaterialFile").objects.create(
        draft=draft,
        material="a",
        name="a.pdf",
        media_type="application/pdf",
        size=3,
        sha256="0" * 64,
        content=b"abc",
        added_by="p",
        added_at=NOON,
    )
    with pytest.raises(RuntimeError, match=row.public_id):
        MigrationExecutor(connection).migrate(AFTER)
    assert bytes(back.get_model("cases", "MaterialFile").objects.get().content) == b"abc"
    row.delete()
