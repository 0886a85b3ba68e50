"""The public certificate of the installation's own authority: what strangers trust to check seals inside PDF files."""

from zaiton.kit.home import home

PLACE = "seal-keys/ca.pem"


def root_certificate() -> str | None:
    """The root as PEM; None before the first key was made."""
    path = home() / PLACE
    return path.read_text() if path.is_file() else None
