"""Organisations, known by their unified social credit code, and the people who belong to them."""

from django.db import models
from django.db.models import Q

from zaiton.blocks.identity.models.people import Person, new_public_id


class Organisation(models.Model):
    """A company or another body with a unified social credit code."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    name = models.CharField(max_length=120)
    credit_code = models.CharField(max_length=18, unique=True)
    created_at = models.DateTimeField()


class Membership(models.Model):
    """A person belongs to an organisation, as its owner or as a member, from one moment until another."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=[("owner", "owner"), ("member", "member")])
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=Q(ended_at=None), name="identity_one_live_membership"
            )
        ]
