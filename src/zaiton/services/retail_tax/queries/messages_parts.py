"""The texts of one part of a record in the order of its layout: at once for an order of elements seen before."""

from lxml import etree

from zaiton.services.retail_tax.domain.messages_faults import Faults
from zaiton.services.retail_tax.domain.messages_values import Plan

ORDERS_MOST = 2000


def arranged(element: etree._Element, plan: Plan, namespace: str) -> list[str] | None:
    """Texts by the place of their element, blank where it is left out; None where elements are not as they should be."""
    children = list(element)
    tags = tuple([child.tag for child in children])
    orders = plan.orders.setdefault(namespace, {})
    if tags in orders:
        places = orders[tags]
    else:
        if len(orders) >= ORDERS_MOST:
            orders.clear()
        places = orders[tags] = _places(tags, plan, namespace)
    if places is None:
        return None
    if len(places) == len(plan.names):
        return [child.text or "" for child in children]
    texts = [""] * len(plan.names)
    for place, child in zip(places, children, strict=True):
        texts[place] = child.text or ""
    return texts


def _places(tags: tuple[str, ...], plan: Plan, namespace: str) -> tuple[int, ...] | None:
    """Where each element belongs; None unless all are known, there once and in order."""
    at = f"{{{namespace}}}"
    places = tuple(plan.places.get(tag.removeprefix(at), -1) if tag.startswith(at) else -1 for tag in tags)
    ordered = all(before < after for before, after in zip(places, places[1:], strict=False))
    return places if ordered and -1 not in places else None


def arranged_slowly(
    element: etree._Element, plan: Plan, namespace: str, where: str, faults: Faults
) -> list[str] | None:
    """The same with a fault for every element that is unknown, there twice, in the wrong place, or holds elements itself."""
    at, texts, before = f"{{{namespace}}}", [""] * len(plan.names), -1
    seen: set[int] = set()
    for child in element:
        name = child.tag.removeprefix(at)
        place = plan.places.get(name, -1) if child.tag.startswith(at) else -1
        if place < 0:
            faults.add("unknown", where + name[:80])
            continue
        if len(child):
            faults.add("structure", where + name, child[0].tag.rpartition("}")[2])
        if place in seen:
            faults.add("twice", where + name)
        elif place < before:
            faults.add("order", where + name, allowed=plan.names[before])
        seen.add(place)
        before = max(before, place)
        texts[place] = child.text or ""
    return texts
