"""Which scopes can be handed out here: the capabilities that installed modules declare."""

from collections.abc import Mapping

from zaiton.blocks.identity.domain.scopes import OWN_READ
from zaiton.kit.manifest import installed


def scopes_known() -> Mapping[str, str]:
    """Every scope with the English title (a msgid) of the module that declares it, in the order of the modules."""
    ordered = sorted(installed().values(), key=lambda manifest: (manifest.order, manifest.slug))
    return {scope: manifest.title for manifest in ordered for scope in manifest.capabilities}


def scopes_delegable() -> Mapping[str, str]:
    """The scopes a company can let an agent have; one's own account is not among them."""
    return {scope: title for scope, title in scopes_known().items() if scope != OWN_READ}
