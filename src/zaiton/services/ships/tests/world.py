"""The people around a ship: an owner, a buyer, a bank, officers of each desk; and ships registered by the ordinary acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from zaiton.base.identifiers import imo_check_digit
from zaiton.blocks.cases.actions.materials import Upload
from zaiton.blocks.cases.actions.officers import authority_grant
from zaiton.blocks.cases.actions.steps import step_claim, step_decide
from zaiton.blocks.cases.actions.submissions import case_open
from zaiton.blocks.cases.models import Case, StepRow
from zaiton.blocks.cases.public import definition_in_force, set_up
from zaiton.blocks.identity.domain.cards import OrgCard
from zaiton.blocks.identity.tests.factories import NOON, a_person, an_organisation
from zaiton.blocks.papers.public import Card, certificates_of
from zaiton.services.ships.actions.following import case_followed
from zaiton.services.ships.domain.words import FIRST, FOLLOW_UPS
from zaiton.services.ships.queries.register import ShipCard, registered

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
"""The least that is sniffed as a PDF."""
ROLES = ("registry", "safety", "radio")
FACTS: Mapping[str, str] = {
    "name_zh": "鹭泽一号",
    "name_en": "LU ZE 1",
    "name_approval": "XM-2025-0001",
    "ship_id": "CN20250000001",
    "imo": "9074729",
    "mmsi": "412345678",
    "call_sign": "BPKL",
    "type": "container",
    "voyages": "international",
    "oil": "false",
    "gross": "50000",
    "net": "28000",
    "length": "262.00",
    "power": "38000",
    "origin": "ordered",
    "builder": "某船厂",
    "contract_on": "2024-03-01",
    "built_on": "2026-10-20",
    "handed_over_on": "2026-11-01",
    "society": "某船级社",
    "survey_number": "XM26-001",
    "surveyed_on": "2026-10-15",
    "port": "xiamen",
    "manning": "18",
    "doc_number": "DOC-0001",
    "insurer": "某保险公司",
    "insured_until": "2027-11-01",
}
"""A container ship that needs all seven certificates."""


def other_ship(number: int) -> dict[str, str]:
    """The facts of another ship, all its numbers its own."""
    body = f"{907000 + number:06}"
    return {
        **FACTS,
        "name_zh": f"鹭泽{number}号",
        "ship_id": f"CN2025{number:07}",
        "imo": body + imo_check_digit(body),
        "mmsi": f"413{number:06}",
        "call_sign": f"BQ{2 + number // 1000 % 8}{number % 1000:03}",
    }


@dataclass(frozen=True, slots=True)
class World:
    """Public ids of the people and their companies; one officer for each desk."""

    owner: str
    company: OrgCard
    buyer: str
    buying: OrgCard
    banker: str
    bank: OrgCard
    officers: Mapping[str, str]
    stranger: str

    def apply(
        self, type: str, data: Mapping[str, str], *, person: str = "", company: str = "", at: datetime = NOON
    ) -> str:
        """Submit with every paper the form asks for; the case's public id."""
        definition = definition_in_force(type, date(2026, 11, 20))
        uploads = [Upload(m.id, f"{m.id}.pdf", PDF + m.id.encode()) for m in definition.materials if not m.register]
        return case_open(
            person=person or self.owner,
            organisation=company or self.company.public_id,
            type=type,
            data=data,
            uploads=uploads,
            at=at,
        )

    def grant(self, case: str, *items: str, at: datetime = NOON) -> None:
        """The desks grant the reviews of these items (all without any), and the register follows."""
        wanted = items or tuple(StepRow.objects.filter(case__public_id=case).values_list("item", flat=True))
        rows = StepRow.objects.filter(case__public_id=case, kind="review", item__in=wanted, state="ready").order_by(
            "pk"
        )
        for row in rows:
            officer = self.officers[row.role]
            step_claim(person=officer, case=case, step=row.step, at=at)
            step_decide(person=officer, case=case, step=row.step, decision="grant", reason="", at=at)
        case_followed(case, at=at)

    def ship(self, data: Mapping[str, str] = FACTS, *, at: datetime = NOON) -> ShipCard:
        """A ship registered with all its certificates."""
        self.grant(self.apply(FIRST, data, at=at), at=at)
        found = registered(data["ship_id"])
        assert found is not None
        return found

    def follow(self, type: str, more: Mapping[str, str] | None = None, **who: str) -> str:
        """A follow-up case about the ship of ``FACTS``, applied for and granted; its public id."""
        case = self.apply(type, {"ship_id": FACTS["ship_id"], "name_zh": FACTS["name_zh"], **(more or {})}, **who)
        self.grant(case)
        return case

    def mortgaged(self, amount: str = "120000000.00") -> str:
        """The ship of ``FACTS`` mortgaged to the bank; the case."""
        return self.follow("ship-mortgage", self.loan(amount))

    def loan(self, amount: str = "120000000.00") -> dict[str, str]:
        """The facts of a mortgage to the bank."""
        return {
            "mortgagee": self.bank.name,
            "mortgagee_code": self.bank.credit_code,
            "amount": amount,
            "agreed_on": "2026-11-10",
            "secured_until": "2036-11-10",
        }


def papers_of(case: str) -> dict[str, Card]:
    """The certificates of a case by kind."""
    return {card.kind: card for card in certificates_of(f"cases.case/{case}")}


def outcome_of(case: str) -> str:
    """What came of a case."""
    return Case.objects.get(public_id=case).outcome


def a_world(at: datetime = NOON) -> World:
    """Case types in force, people made, authority entered."""
    set_up(now=at, demo=False)
    owner, buyer, banker = (a_person(at=at) for _ in range(3))
    officers = {role: a_person(at=at).public_id for role in ROLES}
    for type in (FIRST, *FOLLOW_UPS):
        held = {role.id for role in definition_in_force(type, at.date()).roles}
        for role in held:
            authority_grant(
                actor="system",
                person=officers[role],
                type=type,
                role=role,
                first=at.date() - timedelta(days=30),
                until=None,
                at=at,
            )
    return World(
        owner.public_id,
        an_organisation(owner, "鹭泽航运有限公司", at=at),
        buyer.public_id,
        an_organisation(buyer, "海棠航运有限公司", at=at),
        banker.public_id,
        an_organisation(banker, "示例银行", at=at),
        officers,
        a_person(at=at).public_id,
    )
