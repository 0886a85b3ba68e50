"""Who handles what: read from the manifests each time, so that a module copied in or out takes its handlers along."""

from collections.abc import Mapping

from django.utils.module_loading import import_string

from zaiton.kit.manifest import Tick, installed

from .delivery import Handler

OWN_HANDLERS: tuple[str, ...] = ()
OWN_TICKS = {"work.remove_done": Tick("zaiton.kit.work.tidying:remove_done", every=3600)}


class Undeclared(LookupError):
    """A handler that no manifest declares: a bug of the caller, or the rest of a module that was taken out."""


def subscribers(event: str) -> tuple[str, ...]:
    """The dotted handlers of an event, in the order of the modules; none where nobody wants it."""
    found = [handler for manifest in installed().values() for handler in manifest.subscriptions.get(event, ())]
    return tuple(dict.fromkeys(found))


def is_declared(dotted: str) -> bool:
    """Whether a manifest names this handler, for an event or for ``later``."""
    return dotted in OWN_HANDLERS or any(
        dotted in manifest.handlers or any(dotted in names for names in manifest.subscriptions.values())
        for manifest in installed().values()
    )


def handler_of(dotted: str) -> Handler:
    """The function itself; raises ``Undeclared``, or ``ImportError`` when the module does not have it."""
    if not is_declared(dotted):
        raise Undeclared(f"no manifest declares the handler {dotted}")
    return import_string(dotted.replace(":", "."))


def ticks() -> Mapping[str, Tick]:
    """Every tick by its name."""
    return {**OWN_TICKS, **{name: tick for m in installed().values() for name, tick in m.ticks.items()}}
