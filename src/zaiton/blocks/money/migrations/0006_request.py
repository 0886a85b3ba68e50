"""Keys of machines' requests that made something, so that a repetition makes nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("money", "0005_statement_lines")]
    operations = [
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=64)),
                ("key", models.CharField(max_length=200)),
                ("what", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64)),
                ("subject", models.CharField(blank=True, default="", max_length=80)),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "key"), name="money_request_once")],
            },
        ),
    ]
