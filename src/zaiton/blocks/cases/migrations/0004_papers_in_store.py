"""The contents of papers move out of their rows into the store of the papers block; nothing is lost, and there is no way back."""

import os
from hashlib import sha256
from pathlib import Path

from django.db import migrations, models

from zaiton.kit.home import home


def contents_moved(apps, schema_editor):
    """Each content becomes a file, with a row that says so and the use its paper makes of it."""
    MaterialFile = apps.get_model("cases", "MaterialFile")
    Blob, BlobUse = apps.get_model("papers", "Blob"), apps.get_model("papers", "BlobUse")
    for key in MaterialFile.objects.order_by("pk").values_list("pk", flat=True):
        row = MaterialFile.objects.get(pk=key)
        content = bytes(row.content)
        digest = sha256(content).hexdigest()
        if digest != row.sha256:
            raise RuntimeError(f"the content of paper {row.public_id} is not what its digest says; nothing was changed")
        _write(home() / "papers" / digest[:2] / digest, content)
        Blob.objects.get_or_create(
            sha256=digest,
            defaults={"size": row.size, "media_type": row.media_type, "stored_at": row.added_at},
        )
        BlobUse.objects.create(blob_id=digest, owner=f"cases.file/{row.public_id}", added_at=row.added_at)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    for folder in (path.parent, path.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


class Migration(migrations.Migration):
    """Rows first, then the column goes."""

    dependencies = [("cases", "0003_board"), ("papers", "0001_initial")]

    operations = [
        migrations.AddField("materialfile", "keep_until", models.DateField(null=True)),
        migrations.RunPython(contents_moved),
        migrations.RemoveField("materialfile", "content"),
        migrations.AddIndex("materialfile", models.Index(fields=["sha256"], name="cases_file_content")),
    ]
