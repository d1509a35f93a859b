"""A plugin of pytest that tells, as it goes, what becomes of each test.

An event is a dict, as tests/harness/relay.js takes them: "start", "end" and, at last, "done".
With `-p events` each is written as a line of JSON to file descriptor 3.
"""

import json
import os
from collections.abc import Callable

import pytest

TIMEOUT = 60
"""How many seconds a test may take."""

Send = Callable[[str], object]


class Events:
    """Sends an event at the start and at the end of each test, and one when all are done."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._reports: list[pytest.TestReport] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._start(f"{report.nodeid} (collecting)")
            self._end(report.longreprtext)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._reports = []
        self._start(nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._reports.append(report)

    def pytest_runtest_logfinish(self) -> None:
        failures = [_failure(report) for report in self._reports if report.failed]
        output = [f"{name}:\n{text}" for name, text in self._reports[-1].sections]
        reasons = [_reason(report) for report in self._reports if report.skipped]
        if failures:
            self._end("\n\n".join([*failures, *output]))
        else:
            self._event(type="end", **({"skipped": reasons[0]} if reasons else {}))

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """That tests failed is known already; anything else is a failure of the whole."""
        told = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        self.done(None if told else f"pytest ended with {pytest.ExitCode(exitstatus)!r}")

    def done(self, failure: str | None) -> None:
        self._event(type="done", **({"error": _error(failure)} if failure else {}))

    def _start(self, name: str) -> None:
        self._event(type="start", name=name, timeout=TIMEOUT * 1000)

    def _end(self, failure: str) -> None:
        self._event(type="end", error=_error(failure))

    def _event(self, **event: object) -> None:
        self._send(json.dumps(event))


def _error(text: str) -> dict[str, str]:
    """As tests/harness/errors.js describes one. The line with an `E` says what is wrong."""
    wrong = [line[1:].strip() for line in text.splitlines() if line.startswith("E  ")]
    message = wrong[0] if wrong else text.strip().splitlines()[-1]
    return {"name": "pytest", "message": message, "stack": text}


def _failure(report: pytest.TestReport) -> str:
    return report.longreprtext if report.when == "call" else f"{report.when}: {report.longreprtext}"


def _reason(report: pytest.TestReport) -> str:
    if hasattr(report, "wasxfail"):
        return f"expected to fail: {report.wasxfail}"
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return report.longreprtext


def pytest_configure(config: pytest.Config) -> None:
    """Reached only by `-p events`, where this module is the plugin."""
    stream = os.fdopen(3, "w", buffering=1)
    config.pluginmanager.register(Events(lambda event: print(event, file=stream)))
