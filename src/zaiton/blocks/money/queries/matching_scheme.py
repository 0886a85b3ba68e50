"""The rules of reconciliation as this installation has them: its own file, or the one that comes with the programme."""

import hashlib
import tomllib
from importlib.resources import files

from zaiton.blocks.money.domain.matching_rules import Scheme, scheme_of
from zaiton.blocks.money.domain.reconcile_refusals import RulesUnfit
from zaiton.kit.home import home

PLACE = "money/matching.toml"


def scheme() -> Scheme:
    """Read anew each time: a run says by which rules it went. Raises ``RulesUnfit``."""
    own = home() / PLACE
    content = own.read_bytes() if own.is_file() else shipped()
    try:
        said = tomllib.loads(content.decode())
    except (ValueError, UnicodeDecodeError) as error:
        raise RulesUnfit("rules", why=str(error)[:200]) from error
    return scheme_of(said, hashlib.sha256(content).hexdigest())


def shipped() -> bytes:
    """The rules that come with the programme."""
    return files("zaiton.blocks.money").joinpath("data/matching.toml").read_bytes()
