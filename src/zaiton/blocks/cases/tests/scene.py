"""The demonstration's case type with the cast around it: cases in every state that a page can show, made by the ordinary acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from zaiton.blocks.cases.actions.corrections import correction_ask
from zaiton.blocks.cases.actions.delivering import case_delivery_choose, case_delivery_mark
from zaiton.blocks.cases.actions.materials import Upload
from zaiton.blocks.cases.actions.officers import absence_enter, authority_grant
from zaiton.blocks.cases.actions.ratings import item_rate, rating_answer
from zaiton.blocks.cases.actions.steps import step_claim, step_decide
from zaiton.blocks.cases.actions.submissions import case_open, draft_begin, draft_save
from zaiton.blocks.cases.models import Authority, Rating, StepRow
from zaiton.blocks.cases.public import set_up
from zaiton.blocks.identity import public as identity
from zaiton.blocks.papers.tests.files import pdf
from zaiton.kit import clock

TYPE = "quay-works"
PDF = pdf("a plan")
FACTS = {"kind": "dredging", "length": "120", "hot_work": "false", "first_day": "2026-12-15", "remarks": ""}
PAPERS = ("plan", "drawing", "risk")
DESKS = ("safety", "waterway", "environment", "permit")


@dataclass(frozen=True, slots=True)
class Scene:
    """Public ids of the people, and the importer's company."""

    importer: str
    company: str
    officer: str
    supervisor: str
    at: datetime

    def draft(self, **facts: str) -> str:
        """A draft of the importer's company with these facts; its public id."""
        draft = draft_begin(person=self.importer, organisation=self.company, type=TYPE, at=self.at)
        draft_save(person=self.importer, draft=draft, data=facts, at=self.at)
        return draft

    def ready_draft(self) -> str:
        """A draft in which nothing is missing."""
        draft = self.draft()
        uploads = [Upload(name, f"{name}.pdf", pdf(name)) for name in PAPERS]
        draft_save(person=self.importer, draft=draft, data=FACTS, uploads=uploads, at=self.at)
        return draft

    def case(self, **facts: str) -> str:
        """A case of the importer's company, just submitted."""
        return self.case_of(self.importer, self.company, **facts)

    def case_of(self, person: str, company: str = "", **facts: str) -> str:
        """A case of somebody else's with the very same papers."""
        uploads = [Upload(name, f"{name}.pdf", pdf(name)) for name in PAPERS]
        data = {**FACTS, **facts}
        return case_open(person=person, organisation=company, type=TYPE, data=data, uploads=uploads, at=self.at)

    def decide(self, case: str, *steps: str, decision: str = "grant", reason: str = "") -> None:
        """The officer takes these steps, unless taken, and decides them alike."""
        for step in steps:
            if StepRow.objects.get(case__public_id=case, step=step).state == "ready":
                step_claim(person=self.officer, case=case, step=step, at=self.at)
            step_decide(person=self.officer, case=case, step=step, decision=decision, reason=reason, at=self.at)

    def ask(self, case: str) -> None:
        """The waterway desk asks for the length and the drawing to be corrected."""
        correction_ask(
            person=self.officer,
            case=case,
            step="waterway.review",
            facts=["length"],
            materials=["drawing"],
            why="图上标的长度与填写的不一致。",
            at=self.at,
        )

    def refused_case(self) -> str:
        """One office agreed, one refused; the grade of the refused item was bad and was answered."""
        case = self.case()
        self.decide(case, "environment.review")
        self.decide(case, "safety.review", decision="refuse", reason="施工方案没有夜间警示措施。")
        item_rate(person=self.importer, case=case, item="safety", grade=2, words="等得太久。", at=self.at)
        rating = Rating.objects.get(case__public_id=case)
        rating_answer(person=self.supervisor, rating=rating.pk, answer="已增加一名审查员。", at=self.at)
        return case

    def granted_case(self) -> str:
        """Everything was granted and the permit issued."""
        case = self.case()
        self.decide(case, "safety.review", "waterway.review", "environment.review", "permit.review", "permit.issue")
        return case

    def packed_case(self) -> str:
        """A case of which everything is granted, and whose papers are packed to be sent."""
        case = self.granted_case()
        to = {
            "recipient": "厦门某船务公司 船务部",
            "address": "福建省厦门市湖里区某路 1 号 2 楼",
            "telephone": "0592-1234567",
        }
        case_delivery_choose(person=self.importer, case=case, way="post", **to, at=self.at)
        case_delivery_mark(person=self.officer, case=case, state="packed", at=self.at)
        return case

    def sent_case(self) -> str:
        """The same a little later: sent, with a number to follow it by."""
        case = self.packed_case()
        sent = {"state": "sent", "carrier": "中国邮政 EMS", "tracking": "EA123456789CN"}
        case_delivery_mark(person=self.officer, case=case, **sent, at=self.at + timedelta(hours=2))
        return case

    def an_office_at_work(self) -> int:
        """Steps waiting and taken, an officer who is away with a deputy, and a bad grade; returns the grade's number."""
        self.case()
        taken = self.case(length="300")
        step_claim(person=self.officer, case=taken, step="safety.review", at=self.at)
        self.ask(self.case())
        graded = self.granted_case()
        item_rate(person=self.importer, case=graded, item="safety", grade=1, words="态度差。", at=self.at)
        first, until = self.at.date(), self.at.date() + timedelta(days=5)
        absence_enter(actor="system", person=self.officer, deputy=self.supervisor, first=first, until=until, at=self.at)
        return Rating.objects.get(case__public_id=graded).pk


def a_scene(cast: Mapping[str, Any]) -> Scene:
    """The demonstration's types in force, one officer for every desk and another as supervisor; safe to repeat."""
    at = clock.now()
    set_up(now=at, demo=True)
    officer, second = cast["officer"].public_id, cast["second_officer"].public_id
    for role, person in (*((desk, officer) for desk in DESKS), ("supervisor", second)):
        if not Authority.objects.filter(person=person, role=role, type=TYPE, revoked_at=None).exists():
            authority_grant(
                actor="system", person=person, type=TYPE, role=role, first=date(2026, 1, 1), until=None, at=at
            )
    importer = cast["importer"].public_id
    company = identity.organisations_owned(importer, at=at)[0].public_id
    return Scene(importer, company, officer, second, at)
