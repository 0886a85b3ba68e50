"""After how long officers are told, as this installation has it: its own file, or the one that comes with the programme."""

import tomllib
from importlib.resources import files

from zaiton.blocks.money.domain.telling import Patience, TellingUnfit, patience_of
from zaiton.kit.home import home

PLACE = "money/telling.toml"


def patience() -> Patience:
    """Read anew each time. Raises ``TellingUnfit``."""
    own = home() / PLACE
    shipped = files("zaiton.blocks.money").joinpath("data/telling.toml")
    try:
        return patience_of(tomllib.loads((own if own.is_file() else shipped).read_bytes().decode()))
    except (ValueError, UnicodeDecodeError) as error:
        raise TellingUnfit("telling", why=str(error)[:200]) from error
