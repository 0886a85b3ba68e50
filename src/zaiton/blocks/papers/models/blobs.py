"""What files are kept, by the digest of their content; the content itself lies in files below the data home."""

from django.db import models


class Blob(models.Model):
    """One stored content. ``scanner`` says what looked for viruses in it; blank: nothing did."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=60)
    stored_at = models.DateTimeField()
    scanner = models.CharField(max_length=60, blank=True, default="")
    scanned_at = models.DateTimeField(null=True)


class BlobUse(models.Model):
    """Who keeps a content: ``owner`` like ``cases.file/ab12``. Nobody reads a content but as one of its owners.

    ``keep_until`` is the first day on which the owner's use may be dropped (None: for good); a content without use is removed.
    """

    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="uses")
    owner = models.CharField(max_length=120)
    added_at = models.DateTimeField()
    keep_until = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "blob"], name="papers_blob_use_once")]
        indexes = [models.Index(fields=["keep_until"], name="papers_blob_use_until")]
