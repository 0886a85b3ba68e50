"""People who can sign in, and the system roles some of them hold."""

import secrets
from collections.abc import Iterable

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from zaiton.blocks.identity.domain.roles import ADMINISTRATOR, ROLES, may

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_public_id() -> str:
    """A short random name that may be seen outside: twelve characters no one mistakes for another, 59 bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


class Person(AbstractBaseUser):
    """A human being with an account. The e-mail address, in lower case, is the name they sign in with."""

    last_login = None
    password = models.CharField(max_length=128)
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    display_name = models.CharField(max_length=80)
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True)
    session_salt = models.CharField(max_length=12, default="", editable=False)
    registered_at = models.DateTimeField()
    signed_in_at = models.DateTimeField(null=True)

    objects = BaseUserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    def __str__(self) -> str:
        return self.display_name

    def end_sessions(self) -> None:
        """Make every session of this person worthless for good, once the row is saved."""
        self.session_salt = new_public_id()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must match: the password, and the salt that closing the account changes."""
        known = super()._get_session_auth_hash(secret=secret)
        if not self.session_salt:
            return known
        return salted_hmac("zaiton.identity.session", known + self.session_salt, secret, algorithm="sha256").hexdigest()

    def roles(self) -> frozenset[str]:
        """The system roles this person holds now; asked of the database once per object."""
        if not hasattr(self, "_roles"):
            live = RoleGrant.objects.filter(person_id=self.pk, revoked_at=None)
            self._roles = frozenset(live.values_list("role", flat=True))
        return self._roles

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Whether a system role of this person carries a permission, so that lower blocks need not know the roles."""
        return self.is_active and may(self.roles(), perm)

    def has_perms(self, perm_list: Iterable[str], obj: object = None) -> bool:
        """Whether a system role carries every one of these permissions."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Administrators see every module's permissions."""
        return self.is_active and ADMINISTRATOR in self.roles()


class RoleGrant(models.Model):
    """A system role given to a person; taking it back ends the row and keeps it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=[(role, role) for role in ROLES])
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"], condition=Q(revoked_at=None), name="identity_one_live_grant_per_role"
            )
        ]
