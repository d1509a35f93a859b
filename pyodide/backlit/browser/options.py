"""How tasks are run, as the core wants to know it: struct backlit_options in src/backlit.h."""

from backlit import errors
from backlit.browser.client import Client
from backlit.retry_policy import RetryPolicy
from backlit.task_settings import TaskSettings

PRIORITIES = {"high": 0, "normal": 1, "low": 2}

NEVER = -1.0
ALL_ERRORS = -1  # that are the function's own: the worker asks the policy
NO_RETRIES = RetryPolicy()

# Errors that no function raises: the core asks itself whether they are retried.
OWN_ERRORS = (errors.WorkerLostError, errors.TimeoutError)


class Options:
    """The options of what is submitted next."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._settings: TaskSettings | None = None
        self._is_local = False

    def use(self, settings: TaskSettings, *, is_local: bool) -> None:
        """Tasks that are submitted from now on are run with these settings."""
        if settings is self._settings and is_local is self._is_local:
            return
        if is_local:
            self._client.startLocalWorker()
        self._settings = settings
        self._is_local = is_local
        retry = settings.retry or NO_RETRIES
        self._client.useOptions(
            NEVER if settings.cancel_grace is None else settings.cancel_grace,
            settings.timeout or 0.0,
            settings.flag_grace,
            retry.base_delay,
            retry.multiplier,
            retry.max_delay,
            retry.jitter,
            retry.max_elapsed or 0.0,
            min(retry.max_attempts, 65535),
            ALL_ERRORS,
            self._retried_errors(retry),
            PRIORITIES[settings.priority],
            is_local,
            settings.retry is not None,
        )

    def _retried_errors(self, retry: RetryPolicy) -> int:
        mask = 0
        for kind in OWN_ERRORS:
            if retry.max_attempts > 1 and _is_retried(retry, kind(kind.__doc__)):
                mask |= 1 << -self._client.codeOf(kind.__name__)
        return mask


def _is_retried(retry: RetryPolicy, error: Exception) -> bool:
    try:
        return retry.should_retry(error)
    except Exception:  # a filter that knows only the errors of its own function
        return False
