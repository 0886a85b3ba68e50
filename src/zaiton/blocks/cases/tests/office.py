"""The world of the tests with its officers able to sign in, and their browsers."""

from pathlib import Path
from typing import Any

from django.test import Client

from zaiton.blocks.cases.tests.world import World, a_world
from zaiton.blocks.identity.models import Person, RoleGrant
from zaiton.blocks.identity.tests.factories import NOON


def an_office(folder: Path) -> World:
    """The world, its officers and supervisor being officers of the house."""
    found = a_world(folder)
    for person in (*found.officers.values(), found.supervisor):
        made_officer(person)
    return found


def made_officer(person: str, role: str = "officer") -> None:
    """Give a person a role of the house."""
    RoleGrant.objects.create(person=Person.objects.get(public_id=person), role=role, granted_at=NOON)


def signed_in(person: str) -> Client:
    """A browser of that person's."""
    client = Client()
    client.force_login(Person.objects.get(public_id=person))
    return client


def text(response: Any) -> str:
    """The page as it was sent."""
    return response.content.decode()
