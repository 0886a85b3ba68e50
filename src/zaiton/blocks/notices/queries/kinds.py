"""The kinds of notice that installed modules declare, and the group of each: the module it comes from."""

from collections.abc import Mapping

from django.utils.translation import gettext

from zaiton.kit.manifest import NoticeKind, installed

ALL = "*"
"""Stands for every kind of event, those of later modules included."""


class UnknownKind(LookupError):
    """A kind that no manifest declares, or that has no event type: a bug of the caller."""


def kind_of(kind: str) -> NoticeKind:
    """What is declared of a kind; raises ``UnknownKind``."""
    for manifest in installed().values():
        if kind in manifest.notices:
            return manifest.notices[kind]
    raise UnknownKind(f"no manifest declares the kind of notice {kind}")


def group_of(kind: str) -> str:
    """The group of a kind, for preferences: the label of the module that declares it."""
    for manifest in installed().values():
        if kind in manifest.notices:
            return manifest.label
    raise UnknownKind(f"no manifest declares the kind of notice {kind}")


def groups() -> Mapping[str, str]:
    """Each group by its label with the English title of its module, in the order of the modules."""
    ordered = sorted(installed().values(), key=lambda manifest: (manifest.order, manifest.slug))
    return {manifest.label: manifest.title for manifest in ordered if manifest.notices}


def event_kinds() -> Mapping[str, NoticeKind]:
    """Each kind that machines can be told of, in the order of the modules."""
    ordered = sorted(installed().values(), key=lambda manifest: (manifest.order, manifest.slug))
    return {name: kind for manifest in ordered for name, kind in manifest.notices.items() if kind.event}


def event_type(kind: str) -> str:
    """The CloudEvents type of a kind; raises ``UnknownKind`` where machines are told of none."""
    found = kind_of(kind).event
    if not found:
        raise UnknownKind(f"the kind {kind} has no event type")
    return found


def worded(kind: str, data: Mapping[str, str]) -> tuple[str, str]:
    """Title and sentence of a notice in the active language; a kind whose module is gone is shown by its name alone."""
    try:
        found = kind_of(kind)
    except UnknownKind:
        return kind, ""
    return gettext(found.title).format(**data), gettext(found.sentence).format(**data)
