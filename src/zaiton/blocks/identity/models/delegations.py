"""Delegations: a company lets an agent (an organisation or one person) act for it, in named matters, for a time."""

from django.db import models
from django.db.models import F, Q

from zaiton.blocks.identity.models.organisations import Organisation
from zaiton.blocks.identity.models.people import Person, new_public_id


class Delegation(models.Model):
    """``company`` lets exactly one of ``agent_organisation`` and ``agent_person`` act within ``scopes`` (space separated).

    In force from ``valid_from`` up to but not including ``valid_until`` (null: until further notice), unless revoked.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    company = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    agent_organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    agent_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    scopes = models.CharField(max_length=500)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agent_organisation=None, agent_person__isnull=False)
                | Q(agent_organisation__isnull=False, agent_person=None),
                name="identity_delegation_one_agent",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")), name="identity_delegation_period"
            ),
            models.CheckConstraint(
                condition=Q(agent_organisation=None) | ~Q(agent_organisation=F("company")),
                name="identity_delegation_not_to_itself",
            ),
        ]
