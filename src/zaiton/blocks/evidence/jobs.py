"""What runs without a person: bringing new entries under a signed checkpoint."""

from datetime import datetime

from zaiton.blocks.evidence.actions.publishing import publish


def publish_entries(*, at: datetime) -> None:
    """A turn at publishing; a refusal (a fork, a damaged tree) stands in the worker's list of ticks until it is mended."""
    publish(at=at)
