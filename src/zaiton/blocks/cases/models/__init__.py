"""The tables of cases: types, cases with their steps and journal, papers, officers, ratings."""

from zaiton.blocks.cases.models.cases import Case, Draft, Event, Numbers, StepRow
from zaiton.blocks.cases.models.definitions import CaseType
from zaiton.blocks.cases.models.officers import Absence, Authority, Recusal
from zaiton.blocks.cases.models.papers import MaterialFile, Rating

__all__ = [
    "Absence",
    "Authority",
    "Case",
    "CaseType",
    "Draft",
    "Event",
    "MaterialFile",
    "Numbers",
    "Rating",
    "Recusal",
    "StepRow",
]
