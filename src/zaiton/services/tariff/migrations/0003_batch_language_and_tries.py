"""A batch knows the language of its reasons and how often it was taken up."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tariff', '0002_imports_and_batches'),
    ]

    operations = [
        migrations.AddField(
            model_name='batchrun',
            name='language',
            field=models.CharField(default='zh-hans', max_length=12),
        ),
        migrations.AddField(
            model_name='batchrun',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
