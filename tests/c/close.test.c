// Closing the runtime: all tasks end as cancelled, all workers end.
#include "task.h"
#include "test.h"

enum { WORKERS = 2 };

static struct gate gate;

BACKLIT_KERNEL(heeds, BACKLIT_COOPERATIVE) {
  add_sequential(&gate.arrived, 1);
  while (!backlit_call_cancel_requested(call)) {
    nap();
  }
  return BACKLIT_CANCELLED;
}

BACKLIT_KERNEL(sleeps, BACKLIT_COOPERATIVE) {
  (void)call;
  backlit_task own_handle = task_handle(current_thread.worker->runs->task);
  add_sequential(&gate.arrived, 1);
  return backlit_sleep(own_handle, 1, 3600, BACKLIT_RUNG_FLAG) ? BACKLIT_CANCELLED : 0;
}

static void closing_cancels_all_tasks_and_ends_all_workers(void) {
  backlit_task tasks[10];
  for (int index = 0; index < 10; index++) {
    tasks[index] = submit(index % 2 == 0 ? "heeds" : "sleeps", 0);
    CHECK_IS(backlit_watch(tasks[index]), 1);
  }
  WAIT_FOR(load_sequential(&gate.arrived) == WORKERS);
  runtime_close();
  for (int index = 0; index < 10; index++) {
    CHECK_IS(backlit_outcome(tasks[index]), BACKLIT_STATE_CANCELLED);
  }
  int ended = 0;
  for (backlit_task task; (task = backlit_client_next_ended()) != 0; ended++) {
    backlit_release(task);
  }
  CHECK_IS(ended, 10);
  CHECK_IS(backlit_count(BACKLIT_COUNT_PENDING), 0);
  CHECK_IS(backlit_count(BACKLIT_COUNT_TASKS), 0);
  CHECK_IS(backlit_count(BACKLIT_COUNT_WORKERS), 0);
  CHECK_IS(load_sequential(&gate.arrived), WORKERS);
}

int main(void) {
  runtime_open(WORKERS, 100);
  RUN(closing_cancels_all_tasks_and_ends_all_workers);
}
