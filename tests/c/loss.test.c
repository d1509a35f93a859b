// Workers that die by themselves: their task ends with an error, no other does, the pool heals.
#include "test.h"

static struct gate gate;

BACKLIT_KERNEL(dies, BACKLIT_KILLABLE) {
  backlit_call_progress(call, backlit_argument_number(call, 0));
  gate_pass(&gate);
  die();
  return 0;
}

BACKLIT_KERNEL(dies_cooperatively, BACKLIT_COOPERATIVE) {
  gate_pass(&gate);
  backlit_return_array(call, BACKLIT_TYPE_TEXT, 100);
  die();
  return 0;
}

BACKLIT_KERNEL(is_quick, BACKLIT_COOPERATIVE) {
  backlit_return_number(call, backlit_argument_number(call, 0));
  return 0;
}

static void check_lost(backlit_task task) {
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  CHECK_IS(backlit_exchange()->kind, BACKLIT_KIND_FAILURE);
  CHECK_IS(backlit_exchange()->number, BACKLIT_WORKER_LOST);
  CHECK(backlit_exchange()->payload == NULL);
  CHECK_IS(backlit_cancelled_by(task), BACKLIT_RUNG_NONE);
  CHECK_IS(backlit_cancel(task), 0);
}

static void check_quick(backlit_task task, double number) {
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  CHECK_IS(backlit_exchange()->number, number);
  backlit_release(task);
}

static void only_the_task_of_a_dead_worker_is_lost(void) {
  const char *kernels[] = {"dies", "dies_cooperatively"};
  double before = quiet_heap();
  for (int index = 0; index < 2; index++) {
    uint32_t lost = backlit_count(BACKLIT_COUNT_LOST);
    gate_close(&gate);
    backlit_task task = submit(kernels[index], 7);
    CHECK_IS(backlit_watch(task), 1);
    backlit_task next = submit("is_quick", 8);
    WAIT_FOR(load_sequential(&gate.arrived) == 1);
    CHECK_IS(backlit_status(next), BACKLIT_STATE_PENDING);
    gate_open(&gate);
    check_lost(task);
    WAIT_FOR(backlit_client_next_ended() == task);
    check_quick(next, 8);
    CHECK_IS(backlit_progress_next(task), index == 0);
    backlit_release(task);
    CHECK_IS(quiet_heap(), before);
    CHECK_IS(backlit_count(BACKLIT_COUNT_LOST), lost + 1);
    CHECK_IS(backlit_count(BACKLIT_COUNT_DISOWNED), 0);
  }
}

static void the_pool_heals_again_and_again(void) {
  double before = quiet_heap();
  gate_open(&gate);
  for (int count = 0; count < 50; count++) {
    backlit_task task = submit("dies", count);
    check_lost(task);
    backlit_release(task);
  }
  CHECK_IS(quiet_heap(), before);
}

static void a_cancel_that_was_asked_for_does_not_outlive_the_worker(void) {
  double before = quiet_heap();
  gate_close(&gate);
  backlit_task task = submit("dies", 0);
  WAIT_FOR(load_sequential(&gate.arrived) == 1);
  CHECK_IS(backlit_cancel(task), 1);
  gate_open(&gate);
  check_lost(task);
  backlit_release(task);
  CHECK_IS(quiet_heap(), before);
}

static _Atomic bool is_idle;
static _Atomic bool shall_die;

// Ends its task, becomes idle as a worker with an event loop does, and dies so.
static void die_idle(backlit_task task) {
  *backlit_exchange() = (struct backlit_exchange){.kind = BACKLIT_KIND_TRUE};
  CHECK_IS(backlit_finish(task, 1, BACKLIT_STATE_DONE, 0), 1);
  CHECK_IS(backlit_take(0), 0);
  store_sequential(&is_idle, true);
  while (!load_sequential(&shall_die)) {
    nap();
  }
  die();
}

static void run_worker(int role) {
  CHECK_IS(role, BACKLIT_ROLE_COMPUTE);
  for (backlit_task task; (task = backlit_take(1)) != BACKLIT_CANCELLED;) {
    die_idle(task);
  }
}

static void a_wake_that_a_dying_worker_ate_is_repeated(void) {
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_EMPTY};
  int32_t function = backlit_function_intern("die_idle", 8);
  backlit_task task = try_submit(function, arguments, BACKLIT_PRIORITY_NORMAL, 1);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  WAIT_FOR(load_sequential(&is_idle));
  backlit_task next = submit("is_quick", 3);
  CHECK_IS(backlit_status(next), BACKLIT_STATE_PENDING);
  store_sequential(&shall_die, true);
  check_quick(next, 3);
  backlit_release(task);
  for (int count = 0; count < 10; count++) {
    WAIT_FOR(all_is_quiet());
    check_quick(submit("is_quick", count), count);
  }
}

int main(void) {
  host_native_run_workers_with(run_worker);
  runtime_open(1, 100);
  check_quick(submit("is_quick", 1), 1);
  WAIT_FOR(all_is_quiet());
  RUN(only_the_task_of_a_dead_worker_is_lost);
  RUN(the_pool_heals_again_and_again);
  RUN(a_cancel_that_was_asked_for_does_not_outlive_the_worker);
  RUN(a_wake_that_a_dying_worker_ate_is_repeated);
  runtime_close();
}
