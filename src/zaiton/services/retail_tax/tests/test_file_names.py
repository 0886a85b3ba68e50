"""Names of files from outside become names that can be shown and stored."""

import os

from hypothesis import given
from hypothesis import strategies as st

from zaiton.services.retail_tax.domain.file_names import plain_name


@given(st.binary(min_size=1, max_size=255), st.integers(20, 200))
def test_whatever_the_name_it_is_printable_short_and_stays_as_it_is(raw: bytes, most: int) -> None:
    name = plain_name(os.fsdecode(raw), most=most)
    assert name.isprintable() and "/" not in name and 0 < len(name.encode()) <= most
    assert plain_name(name, most=most) == name


def test_the_ending_stays() -> None:
    assert plain_name("单" * 83 + ".xml", most=20) == "单" * 5 + ".xml"
    assert plain_name("orders.xml") == "orders.xml"
    assert plain_name(os.fsdecode("订单.xml".encode("gb18030"))) == "订单.xml"
    assert plain_name("a\x00b\n.xml") == "a_b_.xml"
    assert plain_name("\ud800x") == "?x"
