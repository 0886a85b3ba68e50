"""What a module tells the site so that the site can mount it: dotted names, resolved only when used."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AskBox:
    """The question box a module puts on the portal: a GET form to its ``home`` page. All texts are English msgids."""

    heading: str
    label: str
    hint: str
    parameter: str
    example: Mapping[str, str] = field(default_factory=dict)
    """Query of an example answer, linked beside the box."""
    example_label: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A click group or command: its dotted place (``package.module:name``) and the English msgid that lists show for it."""

    dotted: str
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """What a worker runs again and again, one worker at a time: ``callable(*, at)`` by its dotted place, every so many seconds."""

    handler: str
    every: int


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind of notice to people: ``title`` and ``sentence`` are English msgids with named placeholders, filled when it is read.

    ``event`` is the type under which a webhook tells machines of it (``zaiton.cases.decided``); blank: no machine is told.
    """

    title: str
    sentence: str
    event: str = ""
    urgent: bool = False
    """Whether its mail goes out in quiet hours, too."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One module's lobby. Strings are dotted paths (``package.module:name``) so that nothing is imported early.

    ``title`` and ``summary`` are English msgids. ``urls`` is a module with ``urlpatterns`` mounted at ``/<slug>/`` under the
    namespace ``<label>`` (``<slug>`` with underscores). ``router`` is a ninja Router mounted at ``/api/<slug>/``. ``command``
    is a click group or command mounted as ``zaiton <slug>``. ``actions`` maps each dotted evidence action to the English
    sentence shown to people. ``pack_checks`` maps ``<service>.<kind>`` of a data pack to a function
    ``check(packs) -> Iterable[Finding]`` (see ``zaiton.blocks.law.public``).
    """

    slug: str
    title: str
    summary: str = ""
    order: int = 100
    urls: str | None = None
    router: str | None = None
    command: str | None = None
    more_commands: Mapping[str, Command] = field(default_factory=dict)
    """Further commands of the module by the name under which ``zaiton`` mounts them; no slug of a module."""
    capabilities: tuple[str, ...] = ()
    scopes: Mapping[str, str] = field(default_factory=dict)
    """What a delegation or a token can allow here: the scope (``tariff:read``) and its English sentence."""
    actions: Mapping[str, str] = field(default_factory=dict)
    pack_checks: Mapping[str, str] = field(default_factory=dict)
    shelf: str = ""
    """The English msgid under which lists show the packs that the module ships; blank: its title."""
    home: str | None = None
    """URL name of the page the portal links to; None keeps the module off the portal."""
    ask: AskBox | None = None
    """The portal's question box, answered by the page named in ``home``."""
    setup: str | None = None
    """``callable(*, now, demo) -> str | None``, run by ``zaiton setup`` after the tables are made; must be idempotent.
    Returns one line for people (already in their language) or None."""
    at_work: str | None = None
    """``callable() -> None``, run in each server process when its doors open: takes up work that a process left undone."""
    beside: str | None = None
    """``callable(*, at) -> Iterable[Sequence[str]]``: commands of programmes that the server keeps running beside itself. Each is
    given ``--parent`` and the number of a process, and must end when that one does."""
    missing: str | None = None
    """``callable() -> Iterable[Refusal]``, asked by ``zaiton check``: what the module cannot work with or without, beside the
    database (which it must not need)."""
    advice: str | None = None
    """``callable() -> Iterable[Refusal]``, told by ``zaiton check`` without failing it: what the module does without, and would
    do better with."""
    subscriptions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Events of others this module wants, each with its dotted handlers ``callable(delivery)`` (see ``zaiton.kit.work``)."""
    handlers: tuple[str, ...] = ()
    """Dotted handlers to which the module itself gives work (``zaiton.kit.work.later``)."""
    ticks: Mapping[str, Tick] = field(default_factory=dict)
    """What is to be run regularly, by a name that begins with the module's."""
    case_checks: Mapping[str, str] = field(default_factory=dict)
    """What a service asks of applications for its case types before they are taken: the type, and a dotted
    ``callable(*, facts, organisation, person, at)`` that raises a refusal (see ``zaiton.blocks.cases``)."""
    notices: Mapping[str, NoticeKind] = field(default_factory=dict)
    """Each kind of notice the module puts into people's inboxes (``cases.decided``), see ``zaiton.blocks.notices``."""
    context: str | None = None
    """``callable(request) -> dict`` added to the context of every page (``person``, ``acting_for``, ``person_links``). Lists
    of several modules under one name add up, in the order of the modules."""

    @property
    def label(self) -> str:
        """The slug as a Python and URL namespace name."""
        return self.slug.replace("-", "_")

    @property
    def commands(self) -> Mapping[str, Command]:
        """Every command of the module by the name under which ``zaiton`` mounts it."""
        own = {self.slug: Command(self.command, self.title)} if self.command else {}
        return {**own, **self.more_commands}


_installed: dict[str, Manifest] = {}


def install(manifests: dict[str, Manifest]) -> None:
    """Called once by the site with every manifest it found, keyed by package (``zaiton.services.tariff``)."""
    _installed.clear()
    _installed.update(manifests)


def installed() -> Mapping[str, Manifest]:
    """Every mounted manifest by package name."""
    return _installed
