"""Choosing what to show for the state of a task: the recipe of streamtree.loading, by its names."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from backlit.streamlit import recipe
from backlit.streamlit.recipe import TaskHandle

Shown = TypeVar("Shown")

_logger = logging.getLogger(__name__)

UNDER_WAY = ("pending", "running", "missing")


class Pollable(Protocol):
    """What `TaskHandle` is, and other handles may be."""

    def status(self) -> str:
        """See `TaskHandle`."""

    def result(self) -> Any:
        """See `TaskHandle`."""


def match_task(
    handle: Pollable,
    *,
    loading: Shown,
    ready: Callable[[Any], Shown],
    error: Shown,
    cancelled: Shown | None = None,
) -> Shown:
    """Chooses one of these by the state of a task.

    Args:
        loading: For a task that is pending, running or missing.
        ready: Called with the result of one that is done; what it returns is given.
        error: For a failed one.
        cancelled: For a cancelled one. Default: `error`.
    """
    return match_task_many(
        [handle],
        loading=loading,
        ready=lambda results: ready(results[0]),
        error=error,
        cancelled=cancelled,
    )


def match_task_many(
    handles: Sequence[Pollable],
    *,
    loading: Shown,
    ready: Callable[[tuple[Any, ...]], Shown],
    error: Shown,
    cancelled: Shown | None = None,
) -> Shown:
    """Chooses one of these by the states of several tasks.

    An error of any decides, then a cancel of any, then one that is not done. If all are done,
    `ready` is called with their results, in the order of the handles.
    """
    statuses = [handle.status() for handle in handles]
    if "error" in statuses:
        return error
    if "cancelled" in statuses:
        return error if cancelled is None else cancelled
    for status in statuses:
        if status != "done":
            if status not in UNDER_WAY:
                _logger.debug("unknown task status %r: taken for loading", status)
            return loading
    return ready(tuple(handle.result() for handle in handles))


def submit_many_ordered(jobs: Mapping[str, Callable[[], Any]]) -> tuple[TaskHandle[Any], ...]:
    """Submits a function for each key; the handles come in the order of the sorted keys.

    Raises:
        ValueError: A key is blank, or there twice but for the spaces around it.
    """
    return recipe.submit_many([(key, jobs[key]) for key in sorted(jobs)])


__all__ = ["match_task", "match_task_many", "submit_many_ordered"]
