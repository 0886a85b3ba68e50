"""Small tables held as columns of text: the shape in which packs are read, checked and handed to engines."""

from collections.abc import Iterator, Mapping, Sequence

Columns = Mapping[str, Sequence[str]]
"""Column name to its texts; all columns have the same length."""


def table_size(columns: Columns) -> int:
    """The number of rows.

    >>> table_size({"code": ["01", "02"]})
    2
    """
    return len(next(iter(columns.values()), ()))


def table_rows(columns: Columns) -> list[dict[str, str]]:
    """The table as one mapping for each row.

    >>> table_rows({"code": ["01"], "duty": ["5"]})
    [{'code': '01', 'duty': '5'}]
    """
    names = list(columns)
    return [dict(zip(names, texts, strict=True)) for texts in zip(*columns.values(), strict=True)]


def first_unsorted(texts: Sequence[str]) -> int | None:
    """The index of the first text that is smaller than the one before it, or None.

    >>> first_unsorted(["01", "03", "02"])
    2
    """
    for index in range(1, len(texts)):
        if texts[index] < texts[index - 1]:
            return index
    return None


def repeats(keys: Sequence) -> Iterator[tuple[int, int]]:
    """For each key seen before: its index and the index of its first appearance.

    >>> list(repeats(["a", "b", "a"]))
    [(2, 0)]
    """
    first: dict = {}
    for index, key in enumerate(keys):
        if key in first:
            yield index, first[key]
        else:
            first[key] = index
