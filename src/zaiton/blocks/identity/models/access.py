"""What opens the door: tokens and one-time links, stored as hashes only, and the guard that counts failures."""

from django.db import models

from zaiton.blocks.identity.models.organisations import Organisation
from zaiton.blocks.identity.models.people import Person, new_public_id


class ApiToken(models.Model):
    """A key for machines. Only its hash is kept; ``prefix`` lets its owner tell one from another."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.CharField(max_length=500)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)


class OneTimeLink(models.Model):
    """A link that lets its bearer set a new password once, within the hour."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class SignInGuard(models.Model):
    """Failures counted for one account or one address. ``subject`` is a keyed hash, so the table names nobody."""

    subject = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    window_started_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)
