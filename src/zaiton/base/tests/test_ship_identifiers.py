"""Numbers of Chinese ships: read however they are typed, refused with the reason where they are none."""

import pytest

from zaiton.base.refusals import Refusal
from zaiton.base.ship_identifiers import CallSignWrong, MmsiWrong, ShipIdWrong, call_sign, mmsi, ship_id


@pytest.mark.parametrize(
    "typed", ["CN20250000001", "cn20250000001", "ＣＮ２０２５ ０００００ ０１", "CN-2025-000000-1"]
)
def test_ship_ids_however_typed(typed: str) -> None:
    assert ship_id(typed) == "CN20250000001"


@pytest.mark.parametrize(
    "wrong", ["", "20250000001", "CN2025000000", "CN202500000011", "US20250000001", "CN30250000001"]
)
def test_wrong_ship_ids(wrong: str) -> None:
    with pytest.raises(ShipIdWrong) as refusal:
        ship_id(wrong, field="ship_id")
    assert refusal.value.field == "ship_id"


@pytest.mark.parametrize("typed", ["412345678", "MMSI 412345678", "４１２３４５６７８"])
def test_mmsis_however_typed(typed: str) -> None:
    assert mmsi(typed) == "412345678"


@pytest.mark.parametrize("wrong", ["", "41234567", "4123456789", "477123456", "411123456", "415123456", "41234567x"])
def test_wrong_mmsis(wrong: str) -> None:
    """Too short, too long, of Hong Kong or of nobody."""
    with pytest.raises(MmsiWrong):
        mmsi(wrong)


@pytest.mark.parametrize("right", ["BPKL", "BPKL2", "BZ2345", "3HAB", "XSAB9", "BPK2345"])
def test_call_signs(right: str) -> None:
    assert call_sign(right.lower()) == right


@pytest.mark.parametrize("wrong", ["", "BP", "BPKL1", "BPKL0", "CPKL", "3AAB", "3VAB", "XTAB", "BPKLM", "BP0123"])
def test_wrong_call_signs(wrong: str) -> None:
    """Of another country, or with a nought or a one right after a letter."""
    with pytest.raises(CallSignWrong):
        call_sign(wrong)


def test_refusals_say_how_to_mend() -> None:
    for one in (ShipIdWrong, MmsiWrong, CallSignWrong):
        assert issubclass(one, Refusal) and one.mend and one.article
