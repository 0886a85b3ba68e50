"""The register of ships: the ship, who owned it when, its mortgages, its surveys, and the errands it all came from."""

import secrets

from django.db import models
from django.db.models import Q

from zaiton.services.ships.domain.words import CANCELLED, REGISTERED

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_public_id() -> str:
    """Twelve characters that no one mistakes for one another."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


class Ship(models.Model):
    """One ship. ``case`` is the public id of the case that registered it; lengths in cm, power in kW, tonnages whole.

    ``mmsi`` and ``call_sign`` are blank until the radio desk has certified them, ``flag_on`` is the day of nationality.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    case = models.CharField(max_length=12, unique=True)
    name_zh = models.CharField(max_length=120, db_index=True)
    name_en = models.CharField(max_length=120, blank=True, default="")
    ship_id = models.CharField(max_length=13)
    imo = models.CharField(max_length=7, blank=True, default="")
    mmsi = models.CharField(max_length=9, blank=True, default="")
    call_sign = models.CharField(max_length=8, blank=True, default="")
    type = models.CharField(max_length=40)
    voyages = models.CharField(max_length=40)
    gross = models.PositiveIntegerField()
    net = models.PositiveIntegerField()
    power_kw = models.PositiveIntegerField()
    length_cm = models.PositiveIntegerField()
    built_on = models.DateField()
    builder = models.CharField(max_length=200)
    port = models.CharField(max_length=40)
    state = models.CharField(max_length=12, default=REGISTERED)
    registered_on = models.DateField()
    flag_on = models.DateField(null=True)
    cancelled_on = models.DateField(null=True)
    demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=(REGISTERED, CANCELLED)), name="ships_ship_state"),
            models.UniqueConstraint(fields=["ship_id"], condition=Q(state=REGISTERED), name="ships_ship_id_once"),
            models.UniqueConstraint(
                fields=["imo"], condition=Q(state=REGISTERED) & ~Q(imo=""), name="ships_ship_imo_once"
            ),
            models.UniqueConstraint(
                fields=["mmsi"], condition=Q(state=REGISTERED) & ~Q(mmsi=""), name="ships_ship_mmsi_once"
            ),
        ]


class Ownership(models.Model):
    """Who owns a ship: an organisation by its public id, under the name and code it then had; ``until``: no longer from then."""

    ship = models.ForeignKey(Ship, on_delete=models.PROTECT, related_name="ownerships")
    case = models.CharField(max_length=12, unique=True)
    organisation = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=18)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ship"], condition=Q(until=None), name="ships_owner_now_once"),
        ]
        indexes = [models.Index(fields=["organisation", "-ship"], name="ships_owner")]


class Mortgage(models.Model):
    """A mortgage on a ship, its amount in fen; ``number`` is that of its certificate, ``until`` the day it was taken off."""

    ship = models.ForeignKey(Ship, on_delete=models.PROTECT, related_name="mortgages")
    case = models.CharField(max_length=12, unique=True)
    number = models.CharField(max_length=60, unique=True)
    mortgagee = models.CharField(max_length=200)
    code = models.CharField(max_length=18)
    amount_fen = models.BigIntegerField()
    agreed_on = models.DateField()
    secured_until = models.DateField()
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_fen__gt=0), name="ships_mortgage_amount")]


class Survey(models.Model):
    """A survey that the register knows of, with the tonnages it found."""

    ship = models.ForeignKey(Ship, on_delete=models.PROTECT, related_name="surveys")
    case = models.CharField(max_length=12, unique=True)
    society = models.CharField(max_length=200)
    number = models.CharField(max_length=200)
    on = models.DateField()
    gross = models.PositiveIntegerField()
    net = models.PositiveIntegerField()


class Errand(models.Model):
    """A case that concerns a ship, followed once for each item: ``applied`` are the items that are in the register.

    ``held`` says in both languages why what was issued did not come into the register; days count working days from the
    opening to the closing.
    """

    case = models.CharField(max_length=12, unique=True)
    number = models.CharField(max_length=40)
    type = models.CharField(max_length=80)
    ship = models.ForeignKey(Ship, null=True, on_delete=models.PROTECT, related_name="errands")
    organisation = models.CharField(max_length=64, blank=True, default="")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, blank=True, default="")
    days = models.PositiveIntegerField(null=True)
    applied = models.JSONField(default=list)
    held_zh = models.CharField(max_length=500, blank=True, default="")
    held_en = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["type", "closed_on"], name="ships_errand_closed")]
