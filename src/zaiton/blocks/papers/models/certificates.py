"""The register of certificates: what was certified, its status with its history, what it rests on, its files."""

from django.db import models
from django.db.models import Q

from zaiton.blocks.papers.domain.status import FORMS, MAKINGS, STATUSES
from zaiton.blocks.papers.models.names import public_id, verification_code


class Numbers(models.Model):
    """The last number given out under a prefix in a year; its row is locked while one is taken, so there are no gaps."""

    prefix = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="papers_numbers_once")]


class Certificate(models.Model):
    """One certificate. ``key`` names the act that issued it, so that repeating the act issues nothing again.

    ``lines`` is what it says: a list of ``[title_zh, title_en, value_zh, value_en]``. ``object`` is what it came from
    (``cases.case/ab12``), ``person`` and ``organisation`` whose it is. ``making`` is how far its file has come.
    """

    public_id = models.CharField(max_length=12, unique=True, default=public_id, editable=False)
    key = models.CharField(max_length=200, unique=True)
    number = models.CharField(max_length=60, unique=True)
    code = models.CharField(max_length=16, unique=True, default=verification_code, editable=False)
    kind = models.CharField(max_length=80)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    issuer_zh = models.CharField(max_length=200)
    issuer_en = models.CharField(max_length=200)
    seal = models.CharField(max_length=60)
    holder = models.CharField(max_length=200)
    person = models.CharField(max_length=64, blank=True, default="")
    organisation = models.CharField(max_length=64, blank=True, default="")
    object = models.CharField(max_length=120, blank=True, default="")
    subject = models.CharField(max_length=120, blank=True, default="")
    basis = models.CharField(max_length=300)
    lines = models.JSONField(default=list)
    demo = models.BooleanField(default=False)
    issued_at = models.DateTimeField()
    valid_until = models.DateField(null=True)
    status = models.CharField(max_length=12, default="valid")
    status_since = models.DateTimeField()
    superseded_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    making = models.CharField(max_length=12, default="waiting")
    making_why = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="papers_certificate_status"),
            models.CheckConstraint(condition=Q(making__in=MAKINGS), name="papers_certificate_making"),
        ]
        indexes = [
            models.Index(fields=["object"], name="papers_certificate_object"),
            models.Index(fields=["subject", "kind"], name="papers_certificate_subject"),
            models.Index(fields=["organisation", "-issued_at"], name="papers_certificate_org"),
            models.Index(fields=["person", "-issued_at"], name="papers_certificate_person"),
            models.Index(fields=["making", "id"], condition=~Q(making="sealed"), name="papers_certificate_unmade"),
        ]


class Rest(models.Model):
    """That a certificate rests on another: without that one it cannot stand."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="rests")
    on = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="carries")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["certificate", "on"], name="papers_rest_once")]


class StatusEntry(models.Model):
    """One change of a certificate's status, or a note entered on it (``status`` is then the one it keeps).

    ``cause`` is the public id of the certificate whose fall brought this one down, where that was so.
    """

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="entries")
    status = models.CharField(max_length=12)
    note = models.BooleanField(default=False)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    reason_zh = models.CharField(max_length=500)
    reason_en = models.CharField(max_length=500)
    article = models.CharField(max_length=300, blank=True, default="")
    cause = models.CharField(max_length=12, blank=True, default="")


class CertificateFile(models.Model):
    """One file of a certificate: the sealed PDF, or the detached SM2 signature over it."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="files")
    form = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=60)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "form"], name="papers_file_of_form"),
            models.CheckConstraint(condition=Q(form__in=FORMS), name="papers_file_form"),
        ]
