"""The cast: the same six people in every test, demonstration and tutorial.

An importer with her company, the customs agent she delegated to, two officers of whom one publishes what the other
drafted, an administrator, and a stranger who may see nothing of theirs. They are made by the same action that makes the
demonstration accounts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zaiton.blocks.identity.public import create_demo_cast

ROLES = ("importer", "agent", "officer", "second_officer", "administrator", "stranger")


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast, with what a test needs to sign in as that person."""

    role: str
    email: str
    password: str
    display_name: str
    public_id: str
    credit_code: str | None


def assemble(at: datetime, folder: Path) -> Mapping[str, Member]:
    """Make the whole cast, by role; the passwords are also written into ``folder`` as setup would."""
    fields = ("email", "password", "display_name", "public_id", "credit_code")
    return {a["cast"]: Member(a["cast"], *(a[f] for f in fields)) for a in create_demo_cast(at, folder)}
