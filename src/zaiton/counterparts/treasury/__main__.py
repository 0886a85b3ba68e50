"""``python -m zaiton.counterparts.treasury --home DIR``: the treasury as a process."""

import sys

from zaiton.counterparts.outbox import Peer
from zaiton.counterparts.starting import Office, parser, run
from zaiton.counterparts.treasury.office import SCHEMA, Treasury


def main(arguments: list[str]) -> int:
    """Serve until told to stop."""
    known = parser("treasury")
    known.add_argument("--customs", default="", help="address of customs, or the file in which it stands")
    options = known.parse_args(arguments)
    peers = {"customs": Peer(options.customs)} if options.customs else {}

    def build(office: Office) -> None:
        Treasury(office, tells_customs=bool(peers))

    return run("treasury", options, schema=SCHEMA, peers=peers, build=build)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
