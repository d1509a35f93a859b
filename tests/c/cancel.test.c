// Cancelling by the flag: pending tasks, and running ones that heed it.
#include "test.h"

static struct gate gate;
static _Atomic int started;
static _Atomic double own_handle;

BACKLIT_KERNEL(waits, BACKLIT_COOPERATIVE) {
  gate_pass(&gate);
  backlit_return_number(call, 11);
  return 0;
}

BACKLIT_KERNEL(waits_killable, BACKLIT_KILLABLE) {
  gate_pass(&gate);
  backlit_return_number(call, 12);
  return 0;
}

BACKLIT_KERNEL(counts_its_starts, BACKLIT_COOPERATIVE) {
  (void)call;
  add_sequential(&started, 1);
  return 0;
}

static int heed(struct backlit_call *call) {
  add_sequential(&gate.arrived, 1);
  while (!backlit_call_cancel_requested(call)) {
    nap();
  }
  backlit_return_array(call, BACKLIT_TYPE_UINT8, 100);
  return BACKLIT_CANCELLED;
}

BACKLIT_KERNEL(heeds, BACKLIT_COOPERATIVE) { return heed(call); }
BACKLIT_KERNEL(heeds_killable, BACKLIT_KILLABLE) { return heed(call); }

BACKLIT_KERNEL(gives_up_unasked, BACKLIT_COOPERATIVE) {
  (void)call;
  return BACKLIT_CANCELLED;
}

static int sleep_long(struct backlit_call *call) {
  (void)call;
  WAIT_FOR(load_sequential(&own_handle) != 0);
  add_sequential(&gate.arrived, 1);
  return backlit_sleep(load_sequential(&own_handle), 1, 3600, BACKLIT_RUNG_FLAG) ? BACKLIT_CANCELLED
                                                                                 : 0;
}

BACKLIT_KERNEL(sleeps, BACKLIT_COOPERATIVE) { return sleep_long(call); }
BACKLIT_KERNEL(sleeps_killable, BACKLIT_KILLABLE) { return sleep_long(call); }

BACKLIT_KERNEL(dozes, BACKLIT_COOPERATIVE) {
  WAIT_FOR(load_sequential(&own_handle) != 0);
  backlit_return_number(call,
                        backlit_sleep(load_sequential(&own_handle), 1, 1e-4, BACKLIT_RUNG_FLAG));
  return 0;
}

static backlit_task submit_and_wait_until_it_runs(const char *kernel, double grace) {
  gate_close(&gate);
  backlit_task task = submit_with(kernel, 0, BACKLIT_PRIORITY_NORMAL, grace);
  WAIT_FOR(load_sequential(&gate.arrived) == 1);
  return task;
}

static void check_cancelled(backlit_task task, enum backlit_rung rung) {
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_CANCELLED);
  CHECK_IS(backlit_exchange()->kind, BACKLIT_KIND_EMPTY);
  CHECK(backlit_exchange()->payload == NULL);
  CHECK_IS(backlit_cancelled_by(task), rung);
  CHECK_IS(backlit_cancel(task), 0);
  backlit_release(task);
}

static void a_pending_task_is_cancelled_at_once_and_never_runs(void) {
  backlit_task blocker = submit_and_wait_until_it_runs("waits", -1);
  backlit_task task = submit("counts_its_starts", 0);
  CHECK_IS(backlit_watch(task), 1);
  CHECK_IS(backlit_cancel(task), 1);
  CHECK_IS(backlit_status(task), BACKLIT_STATE_CANCELLED);
  CHECK_IS(backlit_client_next_ended(), task);
  CHECK_IS(backlit_exchange()->state, BACKLIT_STATE_CANCELLED);
  CHECK_IS(backlit_count(BACKLIT_COUNT_PENDING), 0);
  check_cancelled(task, BACKLIT_RUNG_FLAG);
  CHECK_IS(backlit_count(BACKLIT_COUNT_TASKS), 1);
  gate_open(&gate);
  wait_for_end(blocker);
  backlit_release(blocker);
  backlit_task last = submit("counts_its_starts", 0);
  wait_for_end(last);
  backlit_release(last);
  CHECK_IS(load_sequential(&started), 1);
}

static void a_running_task_that_heeds_its_flag_is_cancelled_by_it(void) {
  const char *kernels[] = {"heeds", "heeds_killable"};
  const double graces[] = {-1, 60};
  for (int index = 0; index < 4; index++) {
    backlit_task task = submit_and_wait_until_it_runs(kernels[index / 2], graces[index % 2]);
    CHECK_IS(backlit_cancel(task), 1);
    check_cancelled(task, BACKLIT_RUNG_FLAG);
  }
  // The deadlines of their grace let go of them too.
  WAIT_FOR(all_is_quiet());
  CHECK_IS(backlit_count(BACKLIT_COUNT_DISOWNED), 0);
}

static void a_cancel_that_comes_too_late_loses(void) {
  const char *kernels[] = {"waits", "waits_killable"};
  for (int index = 0; index < 2; index++) {
    backlit_task task = submit_and_wait_until_it_runs(kernels[index], 60);
    CHECK_IS(backlit_cancel(task), 1);
    CHECK_IS(backlit_status(task), BACKLIT_STATE_RUNNING);
    gate_open(&gate);
    CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
    CHECK_IS(backlit_exchange()->number, 11 + index);
    CHECK_IS(backlit_cancelled_by(task), BACKLIT_RUNG_NONE);
    backlit_release(task);
  }
  WAIT_FOR(all_is_quiet());
}

static void a_second_cancel_is_accepted_too(void) {
  backlit_task task = submit_and_wait_until_it_runs("waits", 60);
  CHECK_IS(backlit_cancel(task), 1);
  CHECK_IS(backlit_cancel(task), 1);
  gate_open(&gate);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  CHECK_IS(backlit_cancel(task), 0);
  backlit_release(task);
}

static void a_kernel_that_gives_up_unasked_is_an_error(void) {
  backlit_task task = submit("gives_up_unasked", 0);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  CHECK_IS(backlit_exchange()->number, BACKLIT_CANCELLED);
  backlit_release(task);
}

// A host's only function gives up at once.
static void run_worker(int role) {
  CHECK_IS(role, BACKLIT_ROLE_COMPUTE);
  for (backlit_task task; (task = backlit_take(1)) != BACKLIT_CANCELLED;) {
    *backlit_exchange() = (struct backlit_exchange){.kind = BACKLIT_KIND_EMPTY};
    CHECK_IS(backlit_finish(task, 1, BACKLIT_STATE_CANCELLED, 1), 1);
  }
}

static void a_host_function_that_gives_up_unasked_is_cancelled_by_nobody(void) {
  struct backlit_options options = {.grace = 60, .max_attempts = 2};
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_EMPTY};
  backlit_task task = try_submit_as(backlit_function_intern("give_up", 7), arguments, options);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_CANCELLED);
  CHECK_IS(backlit_exchange()->cancel_requested, 0);
  check_cancelled(task, BACKLIT_RUNG_NONE);
}

static void a_cancel_wakes_a_sleeping_task(void) {
  const char *kernels[] = {"sleeps", "sleeps_killable"};
  for (int index = 0; index < times(1000); index++) {
    store_sequential(&own_handle, 0);
    gate_close(&gate);
    backlit_task task = submit_with(kernels[index % 2], 0, BACKLIT_PRIORITY_NORMAL, -1);
    store_sequential(&own_handle, task);
    // Some are asleep, some are about to be, some have not begun.
    if (index % 3 > 0) {
      WAIT_FOR(load_sequential(&gate.arrived) == 1);
    }
    if (index % 3 > 1) {
      nap();
    }
    CHECK_IS(backlit_cancel(task), 1);
    check_cancelled(task, BACKLIT_RUNG_FLAG);
  }
}

static void a_sleep_that_nobody_disturbs_ends(void) {
  store_sequential(&own_handle, 0);
  backlit_task task = submit("dozes", 0);
  store_sequential(&own_handle, task);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  CHECK_IS(backlit_exchange()->number, 0);
  backlit_release(task);
}

int main(void) {
  host_native_run_workers_with(run_worker);
  runtime_open(1, 100);
  RUN(a_pending_task_is_cancelled_at_once_and_never_runs);
  RUN(a_running_task_that_heeds_its_flag_is_cancelled_by_it);
  RUN(a_cancel_that_comes_too_late_loses);
  RUN(a_second_cancel_is_accepted_too);
  RUN(a_kernel_that_gives_up_unasked_is_an_error);
  RUN(a_host_function_that_gives_up_unasked_is_cancelled_by_nobody);
  RUN(a_cancel_wakes_a_sleeping_task);
  RUN(a_sleep_that_nobody_disturbs_ends);
  WAIT_FOR(all_is_quiet());
  CHECK_IS(backlit_count(BACKLIT_COUNT_DISOWNED), 0);
  CHECK_IS(backlit_count(BACKLIT_COUNT_LOST), 0);
  runtime_close();
}
