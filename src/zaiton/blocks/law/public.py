"""The law block's door for its neighbours: dated packs and parameters."""

from zaiton.blocks.law.actions import PackFiles, packs_published
from zaiton.blocks.law.domain.faults import PackFault, ParameterNotInForce, UnknownPack, UnknownParameter
from zaiton.blocks.law.domain.findings import Finding
from zaiton.blocks.law.domain.parameters import Parameter, ParameterValue
from zaiton.blocks.law.domain.source import STATUSES, status_rank
from zaiton.blocks.law.queries.checking import check_packs
from zaiton.blocks.law.queries.discovery import BrokenPack, broken_packs, find_packs, signature
from zaiton.blocks.law.queries.packs import Pack, read_pack
from zaiton.blocks.law.queries.parameters import parameter
from zaiton.blocks.law.queries.register import LoadedPack, cited_pack, kept_files, loaded_packs

__all__ = [
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
