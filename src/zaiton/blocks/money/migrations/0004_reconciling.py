"""What has become of a break is final, whoever asks; lines that came without a reference; settled instructions by their day."""

from django.db import migrations, models
from django.db.models import Q

FINAL = "OLD.state IN ('resolved', 'closed')"


def put_guard(apps, schema_editor):
    """A break that has ended is not changed any more."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION money_break_final() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN RAISE EXCEPTION USING MESSAGE = 'money: what is settled stays so', ERRCODE = 'ZM000'; END$$"
        )
        schema_editor.execute(
            "CREATE TRIGGER money_break_final BEFORE UPDATE ON money_break "
            f"FOR EACH ROW WHEN ({FINAL}) EXECUTE FUNCTION money_break_final()"
        )
    else:
        schema_editor.execute(
            f"CREATE TRIGGER money_break_final BEFORE UPDATE ON money_break WHEN {FINAL} "
            "BEGIN SELECT RAISE(ABORT, 'money: what is settled stays so'); END"
        )


def lift_guard(apps, schema_editor):
    """Take the guard away."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS money_break_final ON money_break")
        schema_editor.execute("DROP FUNCTION IF EXISTS money_break_final()")
    else:
        schema_editor.execute("DROP TRIGGER IF EXISTS money_break_final")


class Migration(migrations.Migration):
    dependencies = [("money", "0003_booking")]
    operations = [
        migrations.AddField(model_name="statement", name="complete", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="statementline", name="adopted", field=models.BooleanField(default=False)),
        migrations.AddIndex(
            model_name="instruction",
            index=models.Index(
                fields=["settled_on"], condition=Q(settled_on__isnull=False), name="money_instruction_settled"
            ),
        ),
        migrations.RunPython(put_guard, lift_guard),
    ]
