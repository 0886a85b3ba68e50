"""Rates on file, the positive list, and consumption tax that begins at a price: from both sides of every edge."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from zaiton.blocks.law import public as law
from zaiton.blocks.law.queries.packs import read_pack
from zaiton.services.retail_tax.domain.assessing import assess
from zaiton.services.retail_tax.domain.order_refusals import QuantityMissing, RateMissing
from zaiton.services.retail_tax.domain.rates_file import consumption_of, listing, positive_of
from zaiton.services.retail_tax.domain.rates_refusals import RatesUnfit
from zaiton.services.retail_tax.domain.reading import order_of
from zaiton.services.retail_tax.queries import limits_on, rates, rates_of
from zaiton.services.retail_tax.queries.rates import Basis, listed, positive_list, quantities

DAY = date(2026, 11, 23)


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An operator's folder; what lies there is seen at once."""
    monkeypatch.setattr("zaiton.blocks.law.queries.discovery.operator_folder", lambda: tmp_path)
    monkeypatch.setattr(rates, "LOOK_AGAIN_SECONDS", 0)
    yield tmp_path
    monkeypatch.undo()
    rates._shelf.looked = float("-inf")


def a_pack(root: Path, kind: str, rows: str, *, since: str, settings: str, status: str = "official") -> Path:
    folder = root / kind / since
    folder.mkdir(parents=True)
    (folder / "rows.csv").write_text(rows, "utf-8")
    (folder / "SOURCE.toml").write_text(
        f'service = "retail_tax"\nkind = "{kind}"\ntable = "own-{kind}"\ndocument = "公告1"\npublished = "2026"\n'
        f'title = {{ zh = "表", en = "t" }}\n'
        f'issuer = {{ zh = "某", en = "i" }}\nvintage = "2026"\nlicence = {{ zh = "自有", en = "own" }}\nretrieved = 2026-11-01\nin_force_from = {since}\n'
        f'status = "{status}"\n[note]\nzh = "注"\nen = "n"\n[{kind}]\n{settings}\n',
        "utf-8",
    )
    return folder


def taxed(price_fen: int, quantity: dict[str, str], code: str = "3304990039"):
    line = {"id": "a", "code": code, "price_fen": price_fen, "articles": 1, "quantity": quantity}
    return assess(order_of({"on": DAY.isoformat(), "lines": [line]}, rates_of), limits_on(DAY)).lines[0]


def test_a_code_has_its_rates_with_where_they_stand() -> None:
    told = rates_of("3304990039", DAY)
    assert (told.vat_percent, told.consumption_percent, told.tariff_percent) == (13, 15, None)
    assert told.consumption_when == {"ml": 1000, "g": 1000, "sheet": 1500}
    assert told.basis["vat"].status == told.basis["consumption"].status == "unverified"
    assert "103" in told.basis["consumption"].document and told.basis["vat"].since == date(2019, 4, 1)
    assert "tariff" not in told.basis  # no tariff of this year is shipped


def test_codes_free_of_consumption_tax_and_those_of_which_nothing_is_concluded() -> None:
    assert rates_of("1901101000", DAY).consumption_percent == 0
    assert rates_of("2203000000", DAY).consumption_percent is None  # beer: by the ton, by its price
    with pytest.raises(RateMissing):
        taxed(10_000, {"L": "1"}, "2203000000")
    assert rates_of("3304990039", date(2018, 12, 31)).consumption_percent is None  # before the first table


def test_a_specific_and_an_ad_valorem_part_together() -> None:
    """Spirits: 20 % and one yuan a litre: (500.00 + 1.00) / 0.8 * 0.2 + 1.00 = 126.25; VAT 13 % of 626.25; 70 % of both."""
    line = taxed(50_000, {"L": "1"}, "2208300000")
    assert (line.consumption_fen, line.vat_fen) == (8838, 5699)


@pytest.mark.parametrize(
    ("fen", "quantity", "consumption"),
    [
        (50_000, {"ml": "50"}, 6176),  # 10.00 a millilitre: taxed
        (49_999, {"ml": "50"}, 0),  # a fen less in all: not
        (50_000, {"g": "50.001"}, 0),
        (3_000, {"sheet": "2"}, 371),
        (2_999, {"sheet": "2"}, 0),
        (3_000, {"sheet": "2", "g": "60"}, 371),  # any of the units is enough
    ],
)
def test_cosmetics_are_taxed_from_a_price_on(fen: int, quantity: dict[str, str], consumption: int) -> None:
    line = taxed(fen, quantity)
    assert line.consumption_fen == consumption
    said = [step for step in line.steps if step.name == "consumption"]
    assert said and said[0].basis.status == "unverified"
    if not consumption:
        assert said[0].exact_fen == 0 and "<" in said[0].formula


def test_without_a_quantity_the_price_of_a_unit_is_not_known() -> None:
    with pytest.raises(QuantityMissing):
        taxed(50_000, {"pc": "1"})
    with pytest.raises(QuantityMissing):
        taxed(50_000, {"ml": "0"})


def test_rates_given_with_a_line_have_no_price_to_begin_at() -> None:
    line = {"id": "a", "code": "3304990039", "price_fen": 100, "articles": 1}
    line["rates"] = {"consumption_percent": "15", "vat_percent": "13"}
    found = assess(order_of({"on": DAY.isoformat(), "lines": [line]}, rates_of), limits_on(DAY)).lines[0]
    assert (found.consumption_fen, found.vat_fen) == (12, 11)


def test_an_operators_pack_takes_the_place_from_its_day_on(packs: Path) -> None:
    assert rates_of("3304990039", DAY).consumption_percent == 15
    rows = "code,percent,fen_per,from_price\n3304,5,,\n2203,,25/kg,\n"
    a_pack(packs, "consumption_tax", rows, since="2026-11-20", settings='default = "0"')
    told = rates_of("3304990039", DAY)
    assert (told.consumption_percent, told.consumption_when, told.basis["consumption"].document) == (5, {}, "公告1")
    assert rates_of("3304990039", date(2026, 11, 19)).consumption_percent == 15


def test_a_pack_that_cannot_be_used_is_left_out_and_told(packs: Path) -> None:
    folder = a_pack(packs, "consumption_tax", "code,percent\n3304,120\n", since="2026-11-20", settings="")
    assert rates_of("3304990039", DAY).consumption_percent == 15
    (finding,) = rates.check_rates((read_pack(folder, operator=True),))
    assert (finding.severity, finding.line, finding.code) == ("error", 2, "retail_tax_rates")
    assert "120" in finding.sentence(str)


def test_the_shipped_packs_are_sound() -> None:
    for kind in ("consumption_tax", "positive_list"):
        (pack,) = (one for one in law.find_packs("retail_tax", kind) if not one.operator)
        assert pack.sealed and pack.status == "unverified" and pack.unverified
    assert [f for f in law.check_packs(law.find_packs("retail_tax")) if f.severity == "error"] == []


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"code": "33a4"}, "code"),
        ({"code": ""}, "code"),
        ({"code": "33040000000"}, "code"),
        ({"code": "3304", "percent": "-1"}, "percent"),
        ({"code": "3304", "percent": "100"}, "percent"),
        ({"code": "3304", "fen_per": "22"}, "fen_per"),
        ({"code": "3304", "fen_per": "0/L"}, "fen_per"),
        ({"code": "3304", "from_price": "x/ml"}, "from_price"),
    ],
)
def test_rows_that_cannot_be_read_are_refused(row: dict[str, str], field: str) -> None:
    with pytest.raises(RatesUnfit) as refused:
        consumption_of(Basis("d"), "t", "0", [row])
    assert refused.value.data["member"] == field


def test_a_code_stands_once() -> None:
    with pytest.raises(RatesUnfit):
        consumption_of(Basis("d"), "t", "0", [{"code": "3304"}, {"code": "3304"}])


def test_a_list_that_is_not_complete_refuses_only_what_it_names() -> None:
    found = listed(["3304990039", "2402200000", "9999000000"], DAY)
    assert found.unlisted == {"2402200000"} and found.unchecked == {"9999000000"}
    assert found.basis is not None and found.basis.status == "unverified"
    assert listed(["3304990039"], date(2015, 1, 1)).unchecked == {"3304990039"}


def test_a_complete_list_refuses_what_it_does_not_name_and_looks_at_modes(packs: Path) -> None:
    rows = "code,listed,modes\n33049900,,\n19011010,,1210 1239\n330499001,no,\n"
    a_pack(packs, "positive_list", rows, since="2026-11-20", settings="complete = true")
    codes = ["3304990039", "1901101000", "2402200000", "3304990012"]
    found = listed(codes, DAY, mode="9610")
    assert found.unlisted == {"2402200000", "3304990012"} and not found.unchecked
    assert found.wrong_mode == {"1901101000"} and not listed(codes, DAY, mode="1210").wrong_mode
    told = positive_list(DAY)
    assert told is not None and told.complete


def test_a_list_says_whether_it_is_complete() -> None:
    for wrong in (None, "yes", 1):
        with pytest.raises(RatesUnfit):
            positive_of(Basis("d"), "t", wrong, [{"code": "3304"}])
    for row in ({"code": "3304", "listed": "maybe"}, {"code": "3304", "modes": "12"}):
        with pytest.raises(RatesUnfit):
            positive_of(Basis("d"), "t", True, [row])
    assert listing(None, ["1"]).basis is None


def test_quantities_come_in_the_units_that_rates_name() -> None:
    found = quantities([("035", Decimal("0.05")), ("011", 2), ("999", "7"), ("", 3), ("036", None)])
    assert found == {"kg": Fraction(1, 20), "g": 50, "pc": 2, "999": 7}
    assert quantities([("095", "1.5")]) == {"L": Fraction(3, 2), "ml": 1500}
