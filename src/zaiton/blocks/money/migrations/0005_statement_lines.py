"""One index for the lines of statements where there were three: by reference, with the statement beside it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("money", "0004_reconciling")]
    operations = [
        migrations.AlterField(model_name="statementline", name="reference", field=models.CharField(max_length=80)),
        migrations.AlterField(
            model_name="statementline",
            name="statement",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="money.statement",
            ),
        ),
        migrations.AddIndex(
            model_name="statementline",
            index=models.Index(fields=["reference", "statement"], name="money_stated_reference"),
        ),
    ]
