"""The rule on random trees, without tables: what falls takes everything along, what rises rests on what stands."""

from hypothesis import given
from hypothesis import strategies as st

from zaiton.blocks.papers.domain.resting import Standing, falls, rises, suspended_itself
from zaiton.blocks.papers.domain.status import REVOKED, SUSPENDED, VALID


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Standing]:
    """Certificates that rest on earlier ones; whatever rests on a suspended one is suspended."""
    found: dict[str, Standing] = {}
    for number in range(draw(st.integers(1, 12))):
        on = tuple(draw(st.sets(st.sampled_from(sorted(found)), max_size=3))) if found else ()
        stands = all(found[name].status == VALID for name in on)
        own = draw(st.booleans()) and draw(st.booleans())
        found[f"c{number:02}"] = Standing(VALID if stands and not own else SUSPENDED, own, on)
    return found


def applied(known: dict[str, Standing], changes: dict[str, str]) -> dict[str, Standing]:
    return {name: Standing(changes.get(name, at.status), at.own, at.on) for name, at in known.items()}


def is_sound(known: dict[str, Standing]) -> bool:
    return all(known[on].status == VALID for at in known.values() if at.status == VALID for on in at.on)


@given(trees(), st.data(), st.sampled_from([SUSPENDED, REVOKED]))
def test_nothing_valid_is_left_on_what_fell(known: dict[str, Standing], data: st.DataObject, to: str):
    name = data.draw(st.sampled_from(sorted(known)))
    down = falls(name, known, to)
    after = applied(known, {name: to, **{turn.name: turn.status for turn in down}})
    assert is_sound(after)
    assert len({turn.name for turn in down}) == len(down) and name not in {turn.name for turn in down}
    reached = {name}
    for turn in down:
        assert turn.cause in known[turn.name].on and turn.cause in reached
        reached.add(turn.name)
    if to == REVOKED:
        assert all(at.status == REVOKED for at in after.values() if set(at.on) & reached)


@given(trees(), st.data())
def test_falling_and_rising_again_leaves_everything_as_it_was(known: dict[str, Standing], data: st.DataObject):
    standing = [name for name, at in known.items() if at.status == VALID]
    if not standing:
        return
    name = data.draw(st.sampled_from(sorted(standing)))
    down = falls(name, known, SUSPENDED)
    after = applied(known, {name: SUSPENDED, **{turn.name: SUSPENDED for turn in down}})
    up = rises([name], applied(after, {name: VALID}))
    assert {turn.name for turn in up} == {turn.name for turn in down}
    assert is_sound(applied(after, {name: VALID, **{turn.name: VALID for turn in up}}))


def test_a_suspension_is_its_own_until_it_stands_again():
    assert not suspended_itself([("valid", ""), ("suspended", "other")])
    assert suspended_itself([("valid", ""), ("suspended", "other"), ("suspended", "")])
    assert suspended_itself([("valid", ""), ("suspended", ""), ("suspended", "other")])
    assert not suspended_itself([("valid", ""), ("suspended", ""), ("valid", "")])
