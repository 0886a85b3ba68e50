"""``python -m zaiton.counterparts.customs --home DIR``: the customs office as a process."""

import sys

from zaiton.counterparts.customs.office import SCHEMA, Customs
from zaiton.counterparts.starting import Office, parser, run


def main(arguments: list[str]) -> int:
    """Serve until told to stop."""
    known = parser("customs")
    known.add_argument("--knows-all", action="store_true", help="a payment of an unknown bill makes the bill")
    options = known.parse_args(arguments)

    def build(office: Office) -> None:
        Customs(office, knows_all=options.knows_all)

    return run("customs", options, schema=SCHEMA, peers={}, build=build)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
