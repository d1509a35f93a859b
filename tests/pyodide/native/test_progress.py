"""Progress from other threads."""

import threading

from conditions import ended

import backlit


def test_a_thread_of_a_task_is_outside_of_it():
    failures = []

    def other():
        try:
            backlit.progress(1)
        except RuntimeError as error:
            failures.append(error)

    def job():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    ended(backlit.run(job))
    assert len(failures) == 1
