"""The scheduler: a set of jobs with ids, each of which submits tasks again and again."""

import threading
import uuid
from datetime import UTC, datetime
from typing import Any

from backlit import runtime
from backlit.backend import Schedule
from backlit.submission import Submission
from backlit.trigger import Trigger


class SchedulerUnavailable(RuntimeError):  # noqa: N818
    """Never raised: backlit's scheduler is always there. For programs that expect asynclit's."""


class Job:
    """What a scheduler submits again and again.

    Attributes:
        id: By which its scheduler knows it.
        trigger: When it is due.
    """

    def __init__(self, scheduler: "Scheduler", job_id: str, trigger: Trigger) -> None:
        self.id = job_id
        self.trigger = trigger
        self._scheduler = scheduler
        self._schedule: Schedule | None = None

    @property
    def next_run_time(self) -> datetime | None:
        """When it is due next; None: it is paused, or has been removed."""
        due = None if self._schedule is None else self._schedule.due
        return None if due is None else datetime.fromtimestamp(due, UTC).astimezone()

    def pause(self) -> None:
        """Submits nothing until `resume()`."""
        if self._schedule is not None:
            self._schedule.pause()

    def resume(self) -> None:
        """Goes on at the next time at which it would have been due without the pause."""
        if self._schedule is not None:
            self._schedule.resume()

    def remove(self) -> None:
        """Ends it for good. The tasks that it has submitted go on.

        Raises:
            KeyError: It was removed before.
        """
        self._scheduler.remove_job(self.id)

    def open(self, submission: Submission) -> None:
        """For the scheduler: begins."""
        self._schedule = runtime.backend().open_schedule(self.trigger, submission)

    def close(self) -> None:
        """For the scheduler: ends, after a submission that is under way."""
        if self._schedule is not None:
            self._schedule.close()


class Scheduler:
    """A set of jobs with ids."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._is_running = False

    @property
    def running(self) -> bool:
        """Whether jobs can be added: between `start()` and `shutdown()`."""
        return self._is_running

    def start(self) -> None:
        """Lets jobs be added."""
        self._is_running = True

    def shutdown(self, wait: bool = False) -> None:  # noqa: ARG002
        """Removes all jobs. The tasks that they have submitted go on.

        Args:
            wait: For programs that give it: a job that is just submitting is always waited for.
        """
        self._is_running = False
        for job in self.get_jobs():
            self._remove(job.id)

    def add_job(
        self,
        submission: Submission,
        trigger: Trigger,
        *,
        id: str | None = None,  # noqa: A002
        replace_existing: bool = False,
    ) -> Job:
        """Adds a job.

        Args:
            submission: What is submitted.
            trigger: When it is due: an `Interval` or a `Crontab`.
            id: Default: a new UUID.
            replace_existing: Whether a job with this id is removed first.

        Raises:
            RuntimeError: The scheduler is not running.
            KeyError: There is a job with this id, and it is not to be replaced.
        """
        if not self._is_running:
            raise RuntimeError("the scheduler is not running: call start_scheduler() first")
        job = Job(self, str(uuid.uuid4()) if id is None else id, trigger)
        with self._lock:
            existing = self._jobs.get(job.id)
            if existing is not None and not replace_existing:
                raise KeyError(
                    f"there is a job {job.id!r} already: give another id, or replace_existing=True"
                )
            self._jobs[job.id] = job
            job.open(submission)
        if existing is not None:
            existing.close()
        return job

    def get_job(self, job_id: str) -> Job | None:
        """The job with this id, or None."""
        with self._lock:
            return self._jobs.get(job_id)

    def get_jobs(self) -> list[Job]:
        """All jobs."""
        with self._lock:
            return list(self._jobs.values())

    def remove_job(self, job_id: str) -> None:
        """Ends a job for good. The tasks that it has submitted go on.

        Raises:
            KeyError: There is none with this id.
        """
        if not self._remove(job_id):
            known = ", ".join(repr(job.id) for job in self.get_jobs()) or "none"
            raise KeyError(f"there is no job {job_id!r}: there are {known}")

    def _remove(self, job_id: str) -> bool:
        with self._lock:
            job = self._jobs.pop(job_id, None)
        if job is not None:
            job.close()
        return job is not None


_default_lock = threading.Lock()
_default: Scheduler | None = None


def get_default_scheduler() -> Scheduler:
    """The scheduler of jobs that are scheduled without naming one. It may not be running yet."""
    global _default
    with _default_lock:
        if _default is None:
            _default = Scheduler()
        return _default


def start_scheduler(scheduler: Any = None) -> Any:
    """Starts a scheduler, if it is not running, and returns it.

    Args:
        scheduler: Default: the default one.

    Raises:
        BaseException: What `scheduler.start()` raises.
    """
    chosen = get_default_scheduler() if scheduler is None else scheduler
    if not chosen.running:
        chosen.start()
    return chosen


def shutdown_scheduler(scheduler: Any = None, *, wait: bool = False) -> None:
    """Ends a scheduler with all its jobs. The tasks that they have submitted go on.

    Args:
        scheduler: Default: the default one, if there is one. The next job then makes a new one.
        wait: Passed to `scheduler.shutdown()`.

    Raises:
        BaseException: What `scheduler.shutdown()` raises.
    """
    global _default
    chosen = _default if scheduler is None else scheduler
    if chosen is not None and chosen.running:
        chosen.shutdown(wait=wait)
    with _default_lock:
        if scheduler is None and _default is chosen:
            _default = None


runtime.on_shutdown(shutdown_scheduler)
