"""Closing an account ends its sessions for good: what they must match gets a part that can be changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="person",
            name="session_salt",
            field=models.CharField(default="", editable=False, max_length=12),
        )
    ]
