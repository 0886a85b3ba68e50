"""Which scopes can be handed out here: the ones that installed modules declare in their manifests."""

from collections.abc import Mapping

from zaiton.blocks.identity.domain.scopes import OWN_READ
from zaiton.kit.manifest import installed


def scopes_known() -> Mapping[str, str]:
    """Every scope with its English sentence (a msgid), in the order of the modules."""
    ordered = sorted(installed().values(), key=lambda manifest: (manifest.order, manifest.slug))
    return {scope: sentence for manifest in ordered for scope, sentence in manifest.scopes.items()}


def scopes_delegable() -> Mapping[str, str]:
    """The scopes a company can let an agent have; one's own account is not among them."""
    return {scope: sentence for scope, sentence in scopes_known().items() if scope != OWN_READ}
