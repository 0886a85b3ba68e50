"""The first tables of the evidence log."""


from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('seq', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.CharField(max_length=27)),
                ('actor', models.CharField(max_length=120)),
                ('action', models.CharField(max_length=120)),
                ('object', models.CharField(max_length=200)),
                ('before_digest', models.CharField(blank=True, max_length=64)),
                ('after_digest', models.CharField(blank=True, max_length=64)),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'indexes': [models.Index(fields=['object', 'seq'], name='evidence_by_object'), models.Index(fields=['actor', 'seq'], name='evidence_by_actor')],
            },
        ),
        migrations.CreateModel(
            name='Head',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField(default=0)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='evidence_one_head')],
            },
        ),
    ]
