"""The fewest inputs, and among those the least value, whose gains cover every need: exact where it can be, and it says so.

Guarantee: the number of inputs is the least possible, and the cost the least for that number, unless ``proven`` is false. Input:
items with a cost and a gain towards each need, all whole numbers that are not negative. Steps: the least number is tried
upwards from what the largest gains allow; items that are in every answer of that number are taken, items that are in none are
left out; the rest is halved, the choices of each half are listed by their number of items, and for each choice of one half the
cheapest fitting one of the other is found at once (``_first``). Where the halves are too large a depth-first search with the same
bounds is made, up to ``MOST_STEPS`` steps. Worked example: needs 7; items 5, 4, 3: two items are needed; 4 + 3 cost 7, the least.
"""

from collections.abc import Sequence
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np

MOST_LISTED = 1 << 17
"""Choices of one half that are listed at most."""
MOST_STEPS = 200_000
LARGEST = 1 << 60
"""Sums up to here are exact in 64 bits."""


class Item(NamedTuple):
    """One input: what changing it costs, and what it gains towards each need."""

    cost: int
    gains: tuple[int, ...]


class Choice(NamedTuple):
    """Places of the chosen items in order, their cost, and whether it is proved that none is better."""

    chosen: tuple[int, ...]
    cost: int
    proven: bool


def cheapest(items: Sequence[Item], needs: Sequence[int]) -> Choice | None:
    """The best choice; None where even all items together do not cover the needs."""
    wanted = [n for n, need in enumerate(needs) if need > 0]
    needs = [needs[n] for n in wanted]
    pool = [(place, item.cost, tuple(item.gains[n] for n in wanted)) for place, item in enumerate(items)]
    pool = [one for one in pool if any(one[2])]
    if any(sum(one[2][n] for one in pool) < need for n, need in enumerate(needs)):
        return None
    if not needs:
        return Choice((), 0, True)
    proven = True
    for count in range(_least_count(pool, needs), len(pool) + 1):
        found, sure = _of_count(pool, needs, count)
        if found is not None:
            return Choice(tuple(sorted(found)), sum(items[place].cost for place in found), proven and sure)
        proven = proven and sure
    raise AssertionError("all items together cover the needs")


Pool = list[tuple[int, int, tuple[int, ...]]]


def _least_count(pool: Pool, needs: list[int]) -> int:
    """No fewer items can cover each need taken alone."""
    least = 1
    for n, need in enumerate(needs):
        total = 0
        for count, gain in enumerate(sorted((one[2][n] for one in pool), reverse=True), 1):
            total += gain
            if total >= need:
                least = max(least, count)
                break
    return least


def _of_count(pool: Pool, needs: list[int], count: int) -> tuple[list[int] | None, bool]:
    """The cheapest ``count`` items that cover the needs, and whether that is sure."""
    forced, pool, needs, count = _reduced(pool, needs, count)
    if forced is None:
        return None, True
    if count == 0:
        return (forced, True) if all(need <= 0 for need in needs) else (None, True)
    if count > len(pool):
        return None, True
    half = len(pool) // 2
    sizes = (half, len(pool) - half)
    listed = max(sum(comb(size, n) for n in range(min(size, count) + 1)) for size in sizes)
    largest = max(sum(one[1] for one in pool), *(sum(one[2][n] for one in pool) for n in range(len(needs))))
    if listed <= MOST_LISTED and largest < LARGEST:
        found, sure = _halved(pool, needs, count), True
    else:
        found, sure = _searched(pool, needs, count)
    return (None if found is None else [*forced, *found]), sure


def _reduced(pool: Pool, needs: list[int], count: int) -> tuple[list[int] | None, Pool, list[int], int]:
    """Take what is in every cover of this number, leave out what is in none; again until nothing changes."""
    forced: list[int] = []
    while count > 0:
        best = [sorted((one[2][n] for one in pool), reverse=True) for n in range(len(needs))]
        if count > len(pool) or any(sum(gains[:count]) < need for gains, need in zip(best, needs, strict=True)):
            return None, pool, needs, count
        keep: Pool = []
        taken: Pool = []
        for one in pool:
            within = without = True
            for gains, need, gain in zip(best, needs, one[2], strict=True):
                if gain >= gains[count - 1]:  # it is among the best itself
                    others = sum(gains[:count]) - gain
                    next_best = sum(gains[: count + 1]) - gain if len(gains) > count else -1
                else:
                    others, next_best = sum(gains[: count - 1]), sum(gains[:count])
                within = within and others + gain >= need
                without = without and next_best >= need
            if not within:
                continue
            (keep if without else taken).append(one)
        if len(taken) > count:
            return None, pool, needs, count
        if not taken and len(keep) == len(pool):
            break
        forced += [one[0] for one in taken]
        needs = [need - sum(one[2][n] for one in taken) for n, need in enumerate(needs)]
        pool, count = keep, count - len(taken)
    return forced, pool, needs, count


def _halved(pool: Pool, needs: list[int], count: int) -> list[int] | None:
    """Meet in the middle: exact."""
    half = len(pool) // 2
    left, right = _listed(pool[:half], count, len(needs)), _listed(pool[half:], count, len(needs))
    best: tuple[int, list[int]] | None = None
    for mine in range(count + 1):
        if mine not in left or count - mine not in right:
            continue
        choices, sums = left[mine]
        others, other_sums = right[count - mine]
        order = np.argsort(other_sums[0], kind="stable")
        other_sums = other_sums[:, order]
        at = np.zeros(sums.shape[1], np.int64)
        live = np.arange(len(at))
        while len(live):
            before = at[live]
            after = before
            for n, need in enumerate(needs, 1):
                after = _first(other_sums[n], after, need - sums[n][live])
            at[live] = after
            live = live[(after > before) & (after < len(order))] if len(needs) > 1 else live[:0]
        fits = np.flatnonzero(at < len(order))
        if not len(fits):
            continue
        costs = sums[0][fits] + other_sums[0][at[fits]]
        lowest = int(costs.argmin())
        if best is None or costs[lowest] < best[0]:
            one = fits[lowest]
            chosen = [*choices[one], *others[order[at[one]]]]
            places = [pool[n][0] for n in chosen[:mine]] + [pool[half + n][0] for n in chosen[mine:]]
            best = int(costs[lowest]), places
    return None if best is None else best[1]


def _listed(pool: Pool, most: int, needs: int) -> dict[int, tuple[list[tuple[int, ...]], np.ndarray]]:
    """Every choice of up to ``most`` items by number, with the sums of cost and gains: shape (1 + needs, choices)."""
    table = np.array([(one[1], *one[2]) for one in pool], np.int64).reshape(len(pool), 1 + needs)
    found = {}
    for number in range(min(most, len(pool)) + 1):
        choices = list(combinations(range(len(pool)), number))
        picked = np.array(choices, np.int64).reshape(len(choices), number)
        found[number] = choices, table[picked].sum(axis=1).T.reshape(1 + needs, len(choices))
    return found


def _first(values: np.ndarray, begin: np.ndarray, least: np.ndarray) -> np.ndarray:
    """For each ``begin`` the first place from there on whose value is at least ``least``; the length where there is none."""
    levels = [values]
    size = 1
    while 2 * size <= len(values):
        last = levels[-1]
        levels.append(np.maximum(last[:-size], last[size:]))
        size *= 2
    at = begin.copy()
    for level in reversed(levels):
        inside = at < len(level)
        skip = inside & (level[np.where(inside, at, 0)] < least)
        at = at + np.where(skip, size, 0)
        size //= 2
    return at


def _searched(pool: Pool, needs: list[int], count: int) -> tuple[list[int] | None, bool]:
    """Depth first, the cheap first, with bounds on cost and gains; the best met so far where there are too many steps."""
    pool = sorted(pool, key=lambda one: one[1])
    tops = _tops(pool, len(needs), count)
    best: list[int] | None = None
    best_cost = 0
    steps = 0
    stack: list[tuple[int, tuple[int, ...], int, tuple[int, ...]]] = [(0, (), 0, tuple(needs))]
    while stack:
        at, chosen, cost, open_ = stack.pop()
        steps += 1
        if steps > MOST_STEPS:
            return best or _greedy(pool, needs, count), False
        left = count - len(chosen)
        if not left:
            if all(need <= 0 for need in open_) and (best is None or cost < best_cost):
                best, best_cost = [pool[n][0] for n in chosen], cost
            continue
        if len(pool) - at < left or any(tops[n][at][left] < need for n, need in enumerate(open_)):
            continue
        if best is not None and cost + sum(one[1] for one in pool[at : at + left]) >= best_cost:
            continue
        one = pool[at]
        stack.append((at + 1, chosen, cost, open_))
        rest = tuple(need - gain for need, gain in zip(open_, one[2], strict=True))
        stack.append((at + 1, (*chosen, at), cost + one[1], rest))
    return best, True


def _tops(pool: Pool, needs: int, count: int) -> list[list[list[int]]]:
    """For each need, place and number: the sum of the largest gains among the items from that place on."""
    found = []
    for n in range(needs):
        rows: list[list[int]] = []
        for at in range(len(pool) + 1):
            gains = sorted((one[2][n] for one in pool[at:]), reverse=True)[:count]
            sums = [0]
            for gain in gains:
                sums.append(sums[-1] + gain)
            rows.append(sums + [sums[-1]] * (count + 1 - len(sums)))
        found.append(rows)
    return found


def _greedy(pool: Pool, needs: list[int], count: int) -> list[int] | None:
    """Some cover of this number: the largest gains towards what is still open; None where that finds none."""
    open_, rest, chosen = list(needs), list(pool), []
    while len(chosen) < count and rest:
        one = max(rest, key=lambda r: sum(min(gain, max(need, 0)) for gain, need in zip(r[2], open_, strict=True)))
        rest.remove(one)
        chosen.append(one[0])
        open_ = [need - gain for need, gain in zip(open_, one[2], strict=True)]
    return chosen if all(need <= 0 for need in open_) else None
