"""The consignment: a good keeps its origin where it travels straight, or stays under customs control and is not worked upon."""

from zaiton.services.tariff.domain.origin.product import Product
from zaiton.services.tariff.domain.origin.profile import Profile
from zaiton.services.tariff.domain.origin.steps import Missing, Outcome, Step


def judge_consignment(product: Product, profile: Profile) -> tuple[Outcome, tuple[Step, ...], tuple[Missing, ...]]:
    """Whether the good keeps its origin on the way. A way not yet known is a condition to be kept, and no doubt."""
    article = profile.articles.consignment
    between = (("exporter", product.exporter), ("importer", product.importer))
    given = product.consignment
    if given is None:
        return True, (Step("consignment_condition", None, "product", between, article),), ()
    via = tuple(t for t in given.via if t not in (product.exporter, product.importer))
    if not via:
        return True, (Step("consignment_direct", True, "product", between, article),), ()
    transit = profile.transit
    stay = (("via", via), ("days", given.days), ("most", transit.days_most))
    broken = []
    if given.further_processing is True:
        broken.append("consignment_processed")
    if transit.customs_control and given.customs_control is False:
        broken.append("consignment_free")
    if transit.no_trade and given.entered_trade is True:
        broken.append("consignment_trade")
    if transit.reason and given.reason_transport is False:
        broken.append("consignment_reason")
    if transit.days_most is not None and given.days is not None and given.days > transit.days_most:
        broken.append("consignment_long")
    if broken:
        return False, tuple(Step(code, False, "product", stay, article) for code in broken), ()
    asked = [("further_processing", given.further_processing)]
    asked += [("customs_control", given.customs_control)] if transit.customs_control else []
    asked += [("entered_trade", given.entered_trade)] if transit.no_trade else []
    asked += [("reason_transport", given.reason_transport)] if transit.reason else []
    if transit.days is not None:
        asked.append(("days", given.days if given.days is None or given.days <= transit.days else None))
    unknown = [name for name, value in asked if value is None]
    if unknown:
        missing = tuple(Missing("transit", "product", f"consignment.{name}", stay) for name in unknown)
        return None, (Step("consignment_open", None, "product", stay, article),), missing
    return True, (Step("consignment_kept", True, "product", stay, article),), ()
