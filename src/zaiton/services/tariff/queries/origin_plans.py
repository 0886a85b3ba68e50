"""What would make a product originate, under every agreement between two parties: the same for page, API and command."""

from typing import Any

from zaiton.services.tariff.domain.origin.planning import Plan, plan
from zaiton.services.tariff.domain.origin.planning_document import plan_document
from zaiton.services.tariff.domain.origin.product import Product
from zaiton.services.tariff.domain.origin.profile import Profile
from zaiton.services.tariff.queries.origin import importer_of, origin_profile, read_origin, rules_of, words_of, world
from zaiton.services.tariff.queries.origin_profiles import agreements_between


def plans_of(product: Product) -> list[tuple[Plan, Profile]]:
    """The plan under every agreement asked about, or under all that have both as parties."""
    about = world()
    found = []
    for name in product.agreements or agreements_between(product.exporter, product.importer):
        profile = origin_profile(name, product)
        if profile is not None:
            made = plan(
                product, profile, rules_of(name, product.on, product.importer), about, importer_of(product, profile)
            )
            found.append((made, profile))
    return found


def origin_plan(document: Any) -> dict:
    """The document of all plans for a product document, in the active language. Raises ``BadProduct``."""
    return plans_document(read_origin(document))


def plans_document(product: Product) -> dict:
    """The plans of a product that has been read; agreements under which it originates as it is come by name."""
    words = words_of(product)
    found = plans_of(product)
    return {
        "on": product.on,
        "from": product.exporter,
        "to": product.importer,
        "currency": product.currency,
        "plans": [plan_document(one, profile, words, product.exporter) for one, profile in found],
        "originating_under": [one.verdict.agreement for one, _ in found if one.verdict.outcome == "originating"],
    }
