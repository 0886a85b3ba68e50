"""What registers of the house already hold of an applicant: it is shown in the form and never asked.

Article 7 of the State Council's provisions on online government services: what sharing can obtain must not be asked for.
"""

from collections.abc import Mapping
from datetime import datetime

from zaiton.blocks.cases.domain.graph import Definition
from zaiton.blocks.identity import public as identity

ORGANISATION_NAME, CREDIT_CODE, PERSON_NAME = "organisation.name", "organisation.credit_code", "person.name"
REGISTERS = (ORGANISATION_NAME, CREDIT_CODE, PERSON_NAME)
"""The names by which facts and materials of a case type may say that a register holds them."""


def register_values(*, person: str, organisation: str, at: datetime) -> dict[str, str]:
    """What is on record of the applicant, by the names in ``REGISTERS``; only what there is."""
    found = {PERSON_NAME: identity.names_of([person]).get(person, "")}
    if organisation:
        card = identity.organisation_for(person, organisation, at=at)
        found |= {ORGANISATION_NAME: card.name, CREDIT_CODE: card.credit_code}
    return {name: value for name, value in found.items() if value}


def facts_of_registers(definition: Definition, known: Mapping[str, str]) -> dict[str, str]:
    """The facts of a case type that the registers hold for this applicant."""
    return {fact.name: known[fact.register] for fact in definition.facts if fact.register and fact.register in known}
