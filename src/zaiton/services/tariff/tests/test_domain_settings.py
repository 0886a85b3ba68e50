"""Every setting of the wrong form is found by name before anything is computed with it."""

from datetime import date, datetime

import pytest

from zaiton.services.tariff.domain.settings import BadSetting, check_settings, refuse_settings

GOOD = {
    "schedule": {
        "agreement": "X",
        "destination": "CN",
        "origins": ["KR"],
        "complete": True,
        "exact": False,
        "lines": 3,
        "currency": "CNY",
        "default_duty": "0",
        "rounding": {"decimals": 1},
        "staging_from": date(2024, 1, 1),
        "year_start": "04-01",
        "after_end": "final_rate",
    },
    "agreement": {
        "name": {"zh": "某", "en": "X"},
        "proof": {"zh": "证", "en": "C"},
        "type": "bilateral",
        "article": "1",
    },
    "staging": {
        "B": {"type": "cuts", "percents": ["25", 50.5]},
        "S": {"type": "steps", "rates": {"2024": "8"}},
        "L": {"type": "linear", "steps": 5, "to": "2"},
    },
}


def told(**changes) -> list[tuple[str, str]]:
    return [(f.code, f.data["name"]) for f in check_settings({**GOOD, **changes})]


def test_good_settings_have_no_fault():
    assert told() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("agreement", 5),
        ("destination", ""),
        ("origins", "KR"),
        ("origins", [1]),
        ("origins", []),
        ("complete", "yes"),
        ("exact", 1),
        ("lines", "6"),
        ("lines", True),
        ("currency", None),
        ("default_duty", []),
        ("rounding", "half-up"),
        ("staging_from", "2024-01-01"),
        ("staging_from", datetime(2024, 1, 1)),
        ("year_start", 4),
        ("after_end", False),
    ],
)
def test_a_field_of_the_wrong_form(name, value):
    changed = {**GOOD["schedule"], name: value}
    assert told(schedule=changed) == [("bad_setting", f"schedule.{name}")]
    with pytest.raises(BadSetting) as refused:
        refuse_settings({**GOOD, "schedule": changed})
    assert name in refused.value.sentence(str)


def test_what_is_missing_and_what_means_nothing():
    assert told(schedule={"destination": "CN"}) == [("missing_setting", "schedule.agreement")]
    assert told(schedule={**GOOD["schedule"], "staging_form": 1}) == [("unknown_setting", "schedule.staging_form")]
    assert told(schedule=None) == [("bad_setting", "[schedule]")]


def test_the_agreement_and_the_categories():
    assert told(agreement="X") == [("bad_setting", "[agreement]")]
    assert told(agreement={"name": "X"}) == [("bad_setting", "agreement.name")]
    assert told(agreement={"in_force_from": "2024"}) == [("bad_setting", "agreement.in_force_from")]
    assert told(staging="x") == [("bad_setting", "[staging]")]
    assert told(staging={"B": "x"}) == [("bad_setting", "[staging.B]")]
    assert told(staging={"B": {"type": "cuts", "percents": "25"}}) == [("bad_setting", "staging.B.percents")]
    assert told(staging={"B": {"type": "steps", "rates": "8"}}) == [("bad_setting", "staging.B.rates")]
    assert told(staging={"B": {"type": "margin", "percent": []}}) == [("bad_setting", "staging.B.percent")]
