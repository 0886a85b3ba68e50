"""What the site mounts of the ships service."""

from zaiton.base.text import gettext_noop
from zaiton.kit.manifest import Manifest

manifest = Manifest(
    slug="ships",
    title=gettext_noop("Ships"),
    summary=gettext_noop("Register a new ship with one application for its seven certificates, and look ships up."),
    order=20,
    urls="zaiton.services.ships.pages",
    router="zaiton.services.ships.api:router",
    command="zaiton.services.ships.cli:ships",
    setup="zaiton.services.ships.public:set_up",
    capabilities=("S10.1", "S10.2", "S10.3"),
    scopes={"ships:read": gettext_noop("Ships: see the ships of the company in one list")},
    actions={
        "ships.followed": gettext_noop("Brought the register of ships up to date with a case"),
        "ships.certificate_suspend": gettext_noop("Suspended a certificate of a ship"),
        "ships.certificate_resume": gettext_noop("Let a certificate of a ship hold again"),
        "ships.certificate_revoke": gettext_noop("Revoked a certificate of a ship"),
    },
    subscriptions={"cases.event": ("zaiton.services.ships.jobs:follow",)},
    case_checks={
        "ships": "zaiton.services.ships.public:checked",
        "ship-renewal": "zaiton.services.ships.public:renewal_checked",
        "ship-transfer": "zaiton.services.ships.public:transfer_checked",
        "ship-mortgage": "zaiton.services.ships.public:mortgage_checked",
        "ship-mortgage-release": "zaiton.services.ships.public:release_checked",
        "ship-cancellation": "zaiton.services.ships.public:cancellation_checked",
    },
    home="ships:home",
)
