"""Numbers given out in their order, each once: of tax bills, payment books and whatever else has a series."""

from collections.abc import Iterator

from zaiton.services.retail_tax.models import Counter


def numbers(name: str, count: int) -> Iterator[int]:
    """The next ``count`` numbers of a series, inside the caller's transaction; what is rolled back is given out again."""
    Counter.objects.get_or_create(name=name)
    row = Counter.objects.select_for_update().get(name=name)
    first, row.last = row.last + 1, row.last + count
    row.save(update_fields=["last"])
    return iter(range(first, row.last + 1))
