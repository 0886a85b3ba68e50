"""The peer's side of ``bench/outbox.py``: the same row written by a task of django-tasks."""

from django_tasks import task

from bench.effects.ours import write


@task()
def effect(number: int) -> None:
    """Write the row."""
    write(number)
