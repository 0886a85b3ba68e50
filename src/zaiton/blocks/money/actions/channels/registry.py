"""The channels that there are, each made when it is first asked for; a test may have a registry of its own."""

from collections.abc import Callable, Iterator

from zaiton.blocks.money.domain.channels import Channel
from zaiton.blocks.money.domain.wire_refusals import ChannelUnknown


class Registry:
    """Channels by name. A channel is registered by what makes it, so that settings are read when they are needed."""

    def __init__(self) -> None:
        self._makers: dict[str, Callable[[], Channel]] = {}

    def register(self, name: str, maker: Callable[[], Channel]) -> None:
        """Make a channel known; another of the same name is an error of the programme."""
        if name in self._makers:
            raise ValueError(f"{name} is registered twice")
        self._makers[name] = maker

    def __getitem__(self, name: str) -> Channel:
        """The channel. Raises ``ChannelUnknown``."""
        if name not in self._makers:
            raise ChannelUnknown("channel", channel=name[:40], known=", ".join(self._makers))
        return self._makers[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __contains__(self, name: object) -> bool:
        return name in self._makers


channels = Registry()
