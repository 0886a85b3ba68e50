"""The general rules shipped: every version reads, names only what exists, and a wrong document is refused as a whole."""

from datetime import date
from fractions import Fraction

import pytest
import yaml

from zaiton.base.text import Bilingual
from zaiton.services.tariff.domain.origin.profile_reading import BadProfile, Parties, days_of, profile_of, version_on
from zaiton.services.tariff.domain.origin.verdict_document import PROVISIONS
from zaiton.services.tariff.tests.origin.cases import PROFILES, profile

NAMES = sorted(path.stem for path in PROFILES.glob("*.yaml"))
MINIMAL = yaml.safe_load((PROFILES.parent / "minimal.yaml").read_text(encoding="utf-8"))
PARTIES = Parties(Bilingual("甲", "A"), {"CN": date(2000, 1, 1), "XX": date(2000, 1, 1)})
SOUND = {"from": date(2020, 1, 1), "hs_edition": 2022, "structure": "list"}


@pytest.mark.parametrize("name", NAMES)
def test_every_version_reads_and_names_only_what_exists(name):
    document = yaml.safe_load((PROFILES / f"{name}.yaml").read_text(encoding="utf-8"))
    assert document["agreement"] == name
    for version in document["versions"]:
        read = profile_of(document, PARTIES, version["from"], "CN")
        assert read.minimal <= set(MINIMAL)
        assert set(read.unverified) <= set(PROVISIONS)
        assert read.status == "official" or read.unverified
        assert read.structure in ("list", "none") or read.general
        assert read.document.zh
        assert read.document.en


def test_the_agreements_of_the_law_are_there():
    asked = "RCEP CN-KR ACFTA APTA CN-AU CN-NZ CN-CH CN-IS CN-CL CN-PK CN-PE CN-CR CN-NI CN-EC CN-RS CN-HN-EH LDC ECFA CEPA-HK"
    assert set(asked.split()) <= set(NAMES)


def test_rcep_is_written_in_2012_until_its_rules_were_transposed():
    assert profile("RCEP", date(2022, 12, 31)).edition == 2012
    assert profile("RCEP", date(2023, 1, 1)).edition == 2022


def test_figures_that_were_read_in_official_texts():
    serbia, ecuador, nicaragua = (profile(name, date(2025, 1, 1)) for name in ("CN-RS", "CN-EC", "CN-NI"))
    assert (serbia.base, ecuador.base) == ("ex_works", "fob")
    assert {p.set_percent for p in (serbia, ecuador, nicaragua)} == {Fraction(15)}
    assert {p.tolerances[0].percent for p in (serbia, ecuador, nicaragua)} == {Fraction(10)}
    assert {p.general[0].tests[0].percent for p in (serbia, ecuador, nicaragua)} == {Fraction(40)}
    assert (nicaragua.transit.days, nicaragua.transit.days_most, serbia.transit.days) == (180, 180, None)
    assert profile("RCEP").country.percent == Fraction(20)


def test_months_have_fewest_and_most_days():
    assert [days_of(n) for n in (1, 3, 6, 12)] == [(28, 31), (89, 92), (181, 184), (365, 366)]


def test_the_version_of_the_day_holds():
    document = {"versions": [{"from": date(2010, 1, 1), "until": date(2015, 1, 1)}, {"from": date(2020, 1, 1)}]}
    assert version_on(document, date(2009, 1, 1)) == document["versions"][0]
    assert version_on(document, date(2014, 12, 31)) == document["versions"][0]
    assert version_on(document, date(2016, 1, 1)) is None
    assert version_on(document, date(2020, 1, 1)) == document["versions"][1]
    assert profile_of({"agreement": "A"} | document, PARTIES, date(2016, 1, 1)) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"structure": "anything"},
        {"base": "cif"},
        {"methods": ["guess"]},
        {"colour": "red"},
        {"hs_edition": None},
        {"hs_edition": True},
        {"cumulation": "everybody"},
        {"tolerances": [{"measure": "value", "percent": "ten"}]},
        {"tolerances": [{"measure": "value", "percent": 101}]},
        {"tolerances": [{"measure": "length", "percent": 10}]},
        {"tolerances": [{"measure": "value", "percent": 10, "chapters": ["all"]}]},
        {"tolerances": [{"measure": "value", "percent": 10, "colour": 1}]},
        {"general": [{"tests": []}]},
        {"general": [{"tests": [{"content": 40, "luck": 1}]}]},
        {"general": [{"tests": [{"change": "colour"}]}]},
        {"absorption": "yes"},
        {"deductions": ["bribes"]},
        {"fungible": ["luck"]},
        {"set_percent": -1},
        {"transit": {"days": "long"}},
        {"transit": {"weeks": 2}},
        {"country": {"percent": 20, "colour": 1}},
        {"articles": {"colour": "1"}},
        {"articles": {"value": 5}},
        {"status": "sure"},
    ],
)
def test_a_wrong_document_is_refused_as_a_whole(wrong):
    good = {"agreement": "A", "versions": [SOUND]}
    assert profile_of(good, PARTIES, date(2024, 1, 1)).structure == "list"
    with pytest.raises(BadProfile):
        profile_of({"agreement": "A", "versions": [SOUND | wrong]}, PARTIES, date(2024, 1, 1))
