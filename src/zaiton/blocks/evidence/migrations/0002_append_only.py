"""The database itself refuses changes to the log: triggers for SQLite and PostgreSQL."""

from django.db import migrations

SQLITE = {
    "evidence_entry_no_update": "BEFORE UPDATE ON evidence_entry",
    "evidence_entry_no_delete": "BEFORE DELETE ON evidence_entry",
    "evidence_entry_no_replace": (
        "BEFORE INSERT ON evidence_entry WHEN EXISTS (SELECT 1 FROM evidence_entry WHERE seq = NEW.seq)"
    ),
    "evidence_head_no_return": "BEFORE UPDATE ON evidence_head WHEN NEW.seq < OLD.seq OR NEW.id <> OLD.id",
    "evidence_head_no_delete": "BEFORE DELETE ON evidence_head",
}
POSTGRESQL = {
    "evidence_entry_no_update": ("evidence_entry", "BEFORE UPDATE ON evidence_entry FOR EACH ROW"),
    "evidence_entry_no_delete": ("evidence_entry", "BEFORE DELETE ON evidence_entry FOR EACH ROW"),
    "evidence_entry_no_replace": ("evidence_entry", "BEFORE TRUNCATE ON evidence_entry FOR EACH STATEMENT"),
    "evidence_head_no_return": (
        "evidence_head",
        "BEFORE UPDATE ON evidence_head FOR EACH ROW WHEN (NEW.seq < OLD.seq OR NEW.id <> OLD.id)",
    ),
    "evidence_head_no_delete": ("evidence_head", "BEFORE DELETE ON evidence_head FOR EACH ROW"),
    "evidence_head_no_truncate": ("evidence_head", "BEFORE TRUNCATE ON evidence_head FOR EACH STATEMENT"),
}
MESSAGE = "the evidence log is append-only"


def put_guards(apps, schema_editor):
    """Make the triggers of this engine."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
        )
        for name, (_, when) in POSTGRESQL.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION evidence_refuse()")
    else:
        for name, when in SQLITE.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END")


def lift_guards(apps, schema_editor):
    """Take the triggers of this engine away."""
    if schema_editor.connection.vendor == "postgresql":
        for name, (table, _) in POSTGRESQL.items():
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        schema_editor.execute("DROP FUNCTION IF EXISTS evidence_refuse()")
    else:
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]
    operations = [migrations.RunPython(put_guards, lift_guards)]
