"""The law block's door for its neighbours: dated packs and parameters, calendars, terms and deadlines."""

from zaiton.blocks.law.actions import PackFiles, packs_published
from zaiton.blocks.law.domain.calendars import Calendar, CalendarSource
from zaiton.blocks.law.domain.clocks import Deadline, Recount, deadline, recount
from zaiton.blocks.law.domain.clocks_explained import as_record, days_counted, days_left_out, pause_effects
from zaiton.blocks.law.domain.clocks_refusals import ClockRefusal, NoCalendar
from zaiton.blocks.law.domain.faults import PackFault, ParameterNotInForce, UnknownPack, UnknownParameter
from zaiton.blocks.law.domain.findings import Finding
from zaiton.blocks.law.domain.parameters import Parameter, ParameterValue
from zaiton.blocks.law.domain.source import STATUSES, status_rank
from zaiton.blocks.law.domain.terms import Allowance, Extension, Pause, Term, Unit
from zaiton.blocks.law.queries.calendars import calendar
from zaiton.blocks.law.queries.checking import check_packs
from zaiton.blocks.law.queries.discovery import BrokenPack, broken_packs, find_packs, signature
from zaiton.blocks.law.queries.packs import Pack, read_pack
from zaiton.blocks.law.queries.parameters import parameter
from zaiton.blocks.law.queries.register import LoadedPack, cited_pack, kept_files, loaded_packs

__all__ = [
    "Allowance",
    "Calendar",
    "CalendarSource",
    "ClockRefusal",
    "Deadline",
    "Extension",
    "NoCalendar",
    "Pause",
    "Recount",
    "Term",
    "Unit",
    "as_record",
    "calendar",
    "days_counted",
    "days_left_out",
    "deadline",
    "pause_effects",
    "recount",
    "BrokenPack",
    "STATUSES",
    "Finding",
    "LoadedPack",
    "Pack",
    "PackFault",
    "PackFiles",
    "Parameter",
    "ParameterNotInForce",
    "ParameterValue",
    "UnknownPack",
    "UnknownParameter",
    "broken_packs",
    "check_packs",
    "cited_pack",
    "find_packs",
    "kept_files",
    "loaded_packs",
    "packs_published",
    "parameter",
    "read_pack",
    "signature",
    "status_rank",
]
