"""Reading the document of a product with its bill of materials. Everything that is wrong is told at once; nothing is guessed.

A cycle, a negative amount, a material worth more than the product, an unknown code, a currency without a rate: each is a
fault with its line, its reason and its mend, and no product comes of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from zaiton.services.tariff.domain.origin.product import (
    DEEPEST,
    KINDS,
    Consignment,
    Costs,
    Deductions,
    Fungible,
    Material,
    Processing,
    Product,
)
from zaiton.services.tariff.domain.origin.product_faults import BadProduct, Fault
from zaiton.services.tariff.domain.origin.product_fields import Fields
from zaiton.services.tariff.domain.origin.world import World

MOST_LINES = 2_000
PRODUCT = "product"


def read_product(document: Any, world: World) -> Product:
    """The product of a document. Raises ``BadProduct`` with every fault."""
    faults: list[Fault] = []
    top = Fields(document, PRODUCT, "document", world, faults)
    on, exporter, importer = top.day("on"), top.territory("from", needed=True), top.territory("to", needed=True)
    if exporter is not None and exporter == importer:
        top.bad("to", "same_territory")
    currency = top.currency("CNY")
    agreements = tuple(str(name) for name in top.items("agreements"))
    tariff = top.inner("tariff")
    differ = special = None
    if tariff is not None:
        differ, special = tariff.flag("rates_differ"), tariff.flag("special_goods")
        tariff.finish()
    inner = top.inner("product")
    materials = top.items("materials")
    top.finish()
    if inner is None:
        top.bad("product", "missing")
        raise BadProduct(tuple(faults))
    reader = _Reader(world, faults, on or date(*_SOME_DAY), currency)
    product = reader.product(inner, exporter or "", importer or "", agreements, materials)
    if faults:
        raise BadProduct(tuple(faults))
    return replace(product, rates_differ=differ, special_goods=special)


_SOME_DAY = (2022, 1, 1)
"""Only to go on looking for faults where the day itself is one."""


class _Reader:
    """What every object of one document is read with."""

    def __init__(self, world: World, faults: list[Fault], on: date, currency: str) -> None:
        self.world, self.faults, self.on, self.currency = world, faults, on, currency
        self.lines = 0
        past = [year for year in world.edition_years if year <= on.year]
        self.edition = max(past, default=0)

    def product(
        self, given: Fields, exporter: str, importer: str, agreements: tuple[str, ...], materials: list
    ) -> Product:
        edition = given.edition(self.edition)
        code = given.code(edition, needed=True)
        made = self.materials(materials, (), "", edition)
        costs = self.costs(given)
        product = Product(
            on=self.on,
            exporter=exporter,
            importer=importer,
            currency=self.currency,
            name=given.text("name"),
            code=code,
            edition=edition,
            codes=given.codes(code, edition),
            fob=given.whole("fob"),
            ex_works=given.whole("ex_works"),
            weight=given.weight("weight_kg"),
            wholly_obtained=given.flag("wholly_obtained"),
            goods=given.text("goods"),
            is_set=given.flag("set") or False,
            operations=given.flags("operations"),
            parts=given.flags("parts"),
            processing=self.processing(given),
            costs=costs,
            consignment=self.consignment(given),
            materials=made,
            agreements=agreements,
        )
        given.finish()
        self.weigh(given, product)
        return product

    def weigh(self, given: Fields, product: Product) -> None:
        """The figures of the product against one another."""
        prices = [price for price in (product.fob, product.ex_works) if price is not None]
        if 0 in prices:
            given.bad("fob" if product.fob == 0 else "ex_works", "zero_price")
            return
        if product.fob is not None and product.ex_works is not None and product.ex_works > product.fob:
            given.bad(
                "ex_works", "ex_works_above_fob", value=product.ex_works, price=product.fob, currency=self.currency
            )
        if prices:
            self.within(given, product.materials, max(prices), product.costs)
        if product.wholly_obtained:
            for material in product.materials:
                foreign = material.origin not in (None, product.exporter)
                if foreign or material.originating is False or material.wholly_obtained is False:
                    self.faults.append(Fault(material.path, "origin", "not_wholly", {"exporter": product.exporter}))

    def within(self, given: Fields, materials: Iterable[Material], price: int, costs: Costs | None) -> None:
        """Materials are worth no more than what they go into, alone, together, and with the costs of making it."""
        total, single = 0, False
        for material in materials:
            value = material.value or 0
            total += value
            if value > price:
                single = True
                self.faults.append(
                    Fault(
                        material.path,
                        "value",
                        "material_above_price",
                        {"value": value, "price": price, "currency": self.currency},
                    )
                )
        if total > price and not single:
            given.bad("materials", "materials_above_price", value=total, price=price, currency=self.currency)
        elif costs is not None and total + costs.stated > price and not single:
            given.bad("costs", "costs_above_price", value=total + costs.stated, price=price, currency=self.currency)

    def materials(
        self, given: list, above: tuple[tuple[str, str], ...], path: str, edition: int
    ) -> tuple[Material, ...]:
        """The lines of one level. ``above``: ids and codes on the way down.

        A material with the id of one above it, and no other code, contains itself; ids that only number the lines do not.
        """
        found, seen = [], set()
        if given and len(above) >= DEEPEST:
            self.faults.append(Fault(path, "materials", "too_deep", {"most": DEEPEST}))
            return ()
        for number, entry in enumerate(given, 1):
            self.lines += 1
            if self.lines == MOST_LINES + 1:
                self.faults.append(Fault(path or PRODUCT, "materials", "too_many", {"most": MOST_LINES}))
            if self.lines > MOST_LINES:
                return ()
            written, code = ("", "")
            if isinstance(entry, Mapping):
                written, code = (str(entry.get(key) or "").strip()[:40] for key in ("id", "code"))
            name = written or str(number)
            fields = Fields(entry, f"{path}.{name}" if path else name, "material", self.world, self.faults)
            fields.take("id")
            if written and any(written == above_id and code in ("", above_code) for above_id, above_code in above):
                fields.bad("id", "cycle", given=name)
                continue
            if name in seen:
                fields.bad("id", "repeated_id", given=name)
                continue
            seen.add(name)
            found.append(self.material(fields, (*above, (written, code)), edition))
        return tuple(found)

    def material(self, given: Fields, above: tuple[tuple[str, str], ...], default: int) -> Material:
        edition = given.edition(default)
        code = given.code(edition)
        currency = given.currency(self.currency)
        value = self.exchanged(given, given.whole("value"), currency)
        inner = self.materials(given.items("materials"), above, given.line, edition)
        costs = self.costs(given)
        deductions = self.deductions(given, currency)
        material = Material(
            path=given.line,
            name=given.text("name"),
            code=code,
            edition=edition,
            codes=given.codes(code, edition),
            origin=given.territory("origin"),
            originating=self.originating(given),
            wholly_obtained=given.flag("wholly_obtained"),
            value=value,
            weight=given.weight("weight_kg"),
            deductions=deductions,
            kind=given.choice("kind", KINDS) or "material",
            invoiced_separately=given.flag("invoiced_separately"),
            customary=given.flag("customary"),
            part=given.text("part"),
            fungible=self.fungible(given),
            own_made=given.flag("own_made") or False,
            goods=given.text("goods"),
            operations=given.flags("operations"),
            parts=given.flags("parts"),
            processing=self.processing(given),
            costs=costs,
            materials=inner,
        )
        given.finish()
        if value is not None:
            self.within(given, inner, value, costs)
            if deductions is not None:
                off = deductions.freight + deductions.duties + deductions.waste
                if off > value:
                    given.bad("deductions", "deductions_above_value", value=off, price=value, currency=self.currency)
        return material

    def exchanged(self, given: Fields, minor: int | None, currency: str) -> int | None:
        """An amount in the currency of the document, half up to the minor unit."""
        if minor is None or currency == self.currency:
            return minor
        rate = self.world.exchange(currency, self.currency, self.on)
        if rate is None:
            given.bad("currency", "no_exchange", given=currency, into=self.currency, month=f"{self.on:%Y-%m}")
            return None
        exact = minor * rate
        return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)

    def originating(self, given: Fields) -> bool | None | tuple[tuple[str, bool], ...]:
        value = given.take("originating")
        if isinstance(value, Mapping):
            inner = Fields(value, given.line, "originating", self.world, self.faults)
            found = [(key, inner.flag(key)) for key in sorted(inner.left)]
            return tuple((key, flag) for key, flag in found if flag is not None)
        if value is None or isinstance(value, bool):
            return value
        given.bad("originating", "not_yes_no", given=value)
        return None

    def costs(self, given: Fields) -> Costs | None:
        inner = given.inner("costs")
        if inner is None:
            return None
        made = Costs(inner.whole("labour"), inner.whole("overhead"), inner.whole("profit"), inner.whole("other"))
        inner.finish()
        return made

    def deductions(self, given: Fields, currency: str) -> Deductions | None:
        inner = given.inner("deductions")
        if inner is None:
            return None
        off = [self.exchanged(inner, inner.whole(name), currency) or 0 for name in ("freight", "duties", "waste")]
        made = Deductions(*off, evidenced=inner.flag("evidenced"))
        inner.finish()
        return made

    def processing(self, given: Fields) -> Processing:
        inner = given.inner("processing")
        if inner is None:
            return Processing()
        done = tuple(str(key)[:60] for key in inner.items("done"))
        known = self.world.processes
        for key in done:
            if known and key not in known:
                inner.bad("done", "not_a_choice", given=key, known=", ".join(sorted(known)))
        made = Processing(inner.flag("more_than_minimal"), done)
        inner.finish()
        return made

    def fungible(self, given: Fields) -> Fungible | None:
        inner = given.inner("fungible")
        if inner is None:
            return None
        made = Fungible(inner.choice("method", ("separation", "stock")), inner.flag("whole_year"))
        inner.finish()
        return made

    def consignment(self, given: Fields) -> Consignment | None:
        inner = given.inner("consignment")
        if inner is None:
            return None
        via = tuple(inner.as_territory("via", v) or "" for v in inner.items("via"))
        made = Consignment(
            via,
            inner.flag("customs_control"),
            inner.flag("further_processing"),
            inner.flag("entered_trade"),
            inner.flag("reason_transport"),
            inner.days("days"),
        )
        inner.finish()
        return made
