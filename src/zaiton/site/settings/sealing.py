"""What protects the private keys of seals on disk."""

from zaiton.base.text import gettext_noop

from . import from_env

SEAL_PASSPHRASE = from_env.text(
    "ZAITON_SEAL_PASSPHRASE",
    "",
    gettext_noop("passphrase that private keys of seals are encrypted with; without one they lie open to the service"),
    secret=True,
)
