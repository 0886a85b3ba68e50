"""``python -m zaiton.counterparts.bank --home DIR``: the bank as a process."""

import sys
from pathlib import Path

from zaiton.counterparts.bank.books import SCHEMA, opened, opened_from
from zaiton.counterparts.bank.office import Bank
from zaiton.counterparts.bank.paying import Terms
from zaiton.counterparts.outbox import Peer
from zaiton.counterparts.starting import Office, parser, run


def main(arguments: list[str]) -> int:
    """Serve until told to stop."""
    known = parser("bank")
    known.add_argument("--opening", type=Path, help="JSON file of accounts to open")
    known.add_argument("--demo-balance", type=int, default=0, help="minor units that an unknown payer is given")
    known.add_argument(
        "--account", default="TREASURY:CNY", help="NUMBER:CURRENCY of the account whose statement is asked"
    )
    known.add_argument("--settle-seconds", type=float, default=0, help="how long a payment is pending")
    known.add_argument("--treasury", default="", help="address of the treasury, or the file in which it stands")
    known.add_argument("--callback", default="", help="URL that is told of each booking")
    options = known.parse_args(arguments)
    peers = {"treasury": Peer(options.treasury), "callback": Peer(options.callback)}
    peers = {name: peer for name, peer in peers.items() if peer.where}
    terms = Terms(options.settle_seconds, options.demo_balance, "callback" in peers, "treasury" in peers)

    def build(office: Office) -> None:
        number, _, currency = options.account.partition(":")
        with office.store.turn() as db:
            opened(db, number, name=number, currency=currency or "CNY")
            if options.opening:
                opened_from(db, options.opening)
        Bank(office, terms, number)

    return run("bank", options, schema=SCHEMA, peers=peers, build=build)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
