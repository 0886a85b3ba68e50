"""The law block's door for its neighbours: dated packs and parameters, calendars, terms and deadlines, decision tables."""

from zaiton.blocks.law.actions.packs import PackFiles, packs_published
from zaiton.blocks.law.actions.tables import rule_table_keep
from zaiton.blocks.law.domain.calendars import Calendar, CalendarSource
from zaiton.blocks.law.domain.clocks import Deadline, Recount, deadline, recount
from zaiton.blocks.law.domain.clocks_explained import as_record, days_counted, days_left_out, pause_effects
from zaiton.blocks.law.domain.clocks_refusals import ClockRefusal, NoCalendar
from zaiton.blocks.law.domain.faults import PackFault, ParameterNotInForce, UnknownPack, UnknownParameter
from zaiton.blocks.law.domain.findings import Finding
from zaiton.blocks.law.domain.parameters import Parameter, ParameterValue
from zaiton.blocks.law.domain.rules.cells import read_range
from zaiton.blocks.law.domain.rules.engine import Decision, Engine, Receipt, Rules
from zaiton.blocks.law.domain.rules.faults import RuleFault
from zaiton.blocks.law.domain.rules.publishing_faults import NoRulesInForce
from zaiton.blocks.law.domain.rules.receipts import read_receipt, receipt_bytes, receipt_document, replay
from zaiton.blocks.law.domain.rules.soundness import check_table
from zaiton.blocks.law.domain.rules.table import Table
from zaiton.blocks.law.domain.rules.values import Column, Range, fact_of, plain, range_text
from zaiton.blocks.law.domain.rules.whynot import wanted_of, why_not
from zaiton.blocks.law.domain.source import STATUSES, status_rank
from zaiton.blocks.law.domain.terms import Allowance, Extension, Pause, Term, Unit, term_of
from zaiton.blocks.law.queries.calendars import calendar
from zaiton.blocks.law.queries.checking import check_packs
from zaiton.blocks.law.queries.discovery import BrokenPack, broken_packs, find_packs, signature
from zaiton.blocks.law.queries.packs import Pack, read_pack
from zaiton.blocks.law.queries.parameters import parameter
from zaiton.blocks.law.queries.register import LoadedPack, cited_pack, kept_files, loaded_packs
from zaiton.blocks.law.queries.rules import kept_table, load_checked, load_table, load_yaml_texts, table_of_texts
from zaiton.blocks.law.queries.versions import engine_of, rules_in_force

__all__ = [
    "Allowance",
    "BrokenPack",
    "Calendar",
    "CalendarSource",
    "ClockRefusal",
    "Column",
    "Deadline",
    "Decision",
    "Engine",
    "Extension",
    "Finding",
    "LoadedPack",
    "NoCalendar",
    "NoRulesInForce",
    "Pack",
    "PackFault",
    "PackFiles",
    "Parameter",
    "ParameterNotInForce",
    "ParameterValue",
    "Pause",
    "Range",
    "Receipt",
    "Recount",
    "RuleFault",
    "Rules",
    "STATUSES",
    "Table",
    "Term",
    "Unit",
    "UnknownPack",
    "UnknownParameter",
    "as_record",
    "broken_packs",
    "calendar",
    "check_packs",
    "check_table",
    "cited_pack",
    "days_counted",
    "days_left_out",
    "deadline",
    "engine_of",
    "fact_of",
    "find_packs",
    "kept_files",
    "kept_table",
    "load_checked",
    "load_table",
    "load_yaml_texts",
    "loaded_packs",
    "packs_published",
    "parameter",
    "pause_effects",
    "plain",
    "range_text",
    "read_pack",
    "read_range",
    "read_receipt",
    "receipt_bytes",
    "receipt_document",
    "recount",
    "replay",
    "rule_table_keep",
    "rules_in_force",
    "signature",
    "status_rank",
    "table_of_texts",
    "term_of",
    "wanted_of",
    "why_not",
]
