"""The words of the register: states of a ship, kinds of certificates, case types, acts of an officer."""

REGISTERED, CANCELLED = "registered", "cancelled"

FIRST, RENEWAL, TRANSFER = "ships", "ship-renewal", "ship-transfer"
MORTGAGE, RELEASE, CANCELLATION = "ship-mortgage", "ship-mortgage-release", "ship-cancellation"
FOLLOW_UPS = (RENEWAL, TRANSFER, MORTGAGE, RELEASE, CANCELLATION)
"""The case types about a ship that is in the register already."""

OWNERSHIP, NATIONALITY, MORTGAGE_PAPER, DELETION = (
    "ships.ownership",
    "ships.nationality",
    "ships.mortgage",
    "ships.deletion",
)

SUSPEND, RESUME, REVOKE = "suspend", "resume", "revoke"
ACTS = (SUSPEND, RESUME, REVOKE)
