// Retries: what follows a failed attempt, and when. The tests set the clock.
#include "test.h"

#include "task.h"

static struct gate gate;
static _Atomic int32_t failures;    // how many attempts fail before one succeeds
static _Atomic int32_t attempts;    // that were begun
static _Atomic int32_t last_worker; // that ran one

// Fails as often as it shall; returns the number of its attempt.
BACKLIT_KERNEL(fails_at_first, BACKLIT_KILLABLE) {
  store_sequential(&last_worker, current_thread.worker->index);
  int32_t number = add_sequential(&attempts, 1) + 1;
  if (add_sequential(&failures, -1) > 0) {
    return backlit_fail(call, "not yet");
  }
  backlit_return_number(call, number);
  return 0;
}

// Waits at the gate, then fails.
BACKLIT_KERNEL(fails_after_the_gate, BACKLIT_KILLABLE) {
  add_sequential(&attempts, 1);
  gate_pass(&gate);
  return backlit_fail(call, "in vain");
}

BACKLIT_KERNEL(dies_at_first, BACKLIT_KILLABLE) {
  if (add_sequential(&attempts, 1) == 0) {
    die();
  }
  backlit_return_number(call, 2);
  return 0;
}

BACKLIT_KERNEL(dies_after_the_gate, BACKLIT_KILLABLE) {
  (void)call;
  add_sequential(&attempts, 1);
  gate_pass(&gate);
  die();
  return 0;
}

static const struct backlit_options three_attempts = {.grace = 60,
                                                      .base_delay = 10,
                                                      .multiplier = 2,
                                                      .max_delay = 60,
                                                      .max_attempts = 3,
                                                      .retried_errors = UINT32_MAX};

static backlit_task submit_as(const char *kernel, struct backlit_options options) {
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_NUMBER};
  backlit_task task = try_submit_as(kernel_number(kernel), arguments, options);
  CHECK(task > 0);
  return task;
}

static void reset(int32_t failing) {
  store_sequential(&failures, failing);
  store_sequential(&attempts, 0);
}

// Gives the seconds that the task waits for its next attempt. The clock stands still.
static double wait_for_wait(backlit_task task, int32_t after_attempts) {
  WAIT_FOR(load_sequential(&attempts) == after_attempts &&
           (load_sequential(&task_find(task)->life) & LIFE_WAITING) != 0 &&
           backlit_count(BACKLIT_COUNT_BUSY) == 0);
  let_supervisor_look();
  WAIT_FOR(load_sequential(&runtime.left) > 0);
  return load_sequential(&runtime.left);
}

static uint32_t attempts_of(backlit_task task) {
  CHECK(backlit_outcome(task) >= 0);
  return backlit_exchange()->attempt;
}

static void check_done(backlit_task task, double result) {
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  CHECK_IS(backlit_exchange()->number, result);
  backlit_release(task);
}

static void a_waiting_task_runs_again_when_its_delay_is_over(void) {
  backlit_set_clock(1000);
  reset(2);
  backlit_task task = submit_as("fails_at_first", three_attempts);
  wait_for_wait(task, 1);
  CHECK_IS(backlit_status(task), BACKLIT_STATE_RUNNING);
  CHECK_IS(attempts_of(task), 1);
  backlit_set_clock(1009.999);
  let_supervisor_look();
  CHECK_IS(load_sequential(&attempts), 1);
  backlit_set_clock(1010);
  wait_for_wait(task, 2);
  CHECK_IS(attempts_of(task), 2);
  backlit_set_clock(1029.999);
  let_supervisor_look();
  CHECK_IS(load_sequential(&attempts), 2);
  backlit_set_clock(1030);
  check_done(task, 3);
}

static void the_last_attempt_s_error_is_the_task_s(void) {
  reset(100);
  struct backlit_options options = three_attempts;
  options.base_delay = 0;
  backlit_task task = submit_as("fails_at_first", options);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  CHECK_IS(backlit_exchange()->number, BACKLIT_KERNEL_FAILED);
  CHECK_IS(backlit_exchange()->attempt, 3);
  CHECK_IS(load_sequential(&attempts), 3);
  backlit_release(task);
}

static void only_errors_that_match_are_retried(void) {
  reset(100);
  struct backlit_options options = three_attempts;
  options.retried_errors = ~(1U << -BACKLIT_KERNEL_FAILED);
  backlit_task task = submit_as("fails_at_first", options);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  CHECK_IS(backlit_exchange()->attempt, 1);
  backlit_release(task);
}

static void no_attempt_follows_after_max_elapsed(void) {
  backlit_set_clock(2000);
  reset(100);
  struct backlit_options options = three_attempts;
  options.max_attempts = 100;
  options.max_elapsed = 25;
  backlit_task task = submit_as("fails_at_first", options);
  wait_for_wait(task, 1);
  backlit_set_clock(2010);
  wait_for_wait(task, 2);
  backlit_set_clock(2030);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  CHECK_IS(backlit_exchange()->attempt, 3);
  backlit_release(task);
}

static void delays_grow_to_their_maximum(void) {
  backlit_set_clock(3000);
  reset(100);
  struct backlit_options options = three_attempts;
  options.max_attempts = 6;
  double now = 3000;
  const double delays[] = {10, 20, 40, 60, 60};
  backlit_task task = submit_as("fails_at_first", options);
  for (int index = 0; index < 5; index++) {
    CHECK_IS(wait_for_wait(task, index + 1), delays[index]);
    backlit_set_clock(now += delays[index]);
  }
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  backlit_release(task);
}

// The same seed gives the same delays; all lie within ± jitter, on both sides.
static void jitter_is_symmetric_and_comes_from_the_seed(void) {
  struct backlit_options options = three_attempts;
  options.jitter = 0.5;
  double first[20];
  bool below = false;
  bool above = false;
  for (int round = 0; round < 2; round++) {
    backlit_seed(42);
    for (int index = 0; index < 20; index++) {
      backlit_set_clock(4000);
      reset(100);
      backlit_task task = submit_as("fails_at_first", options);
      double delay = wait_for_wait(task, 1);
      CHECK(delay >= 5 && delay <= 15);
      below |= delay < 8;
      above |= delay > 12;
      if (round == 1) {
        CHECK_IS(delay, first[index]);
      }
      first[index] = delay;
      CHECK_IS(backlit_cancel(task), 1);
      backlit_release(task);
    }
  }
  CHECK(below && above);
}

// ---- A cancel in every window of a retry

static void check_cancelled(backlit_task task, double heap) {
  CHECK_IS(backlit_cancel(task), 1);
  CHECK_IS(backlit_status(task), BACKLIT_STATE_CANCELLED);
  CHECK_IS(backlit_cancelled_by(task), BACKLIT_RUNG_FLAG);
  CHECK_IS(backlit_cancel(task), 0);
  backlit_release(task);
  backlit_set_clock(NAN);
  gate_open(&gate);
  CHECK_IS(quiet_heap(), heap);
}

static void a_cancel_ends_a_wait_at_once(void) {
  double heap = quiet_heap();
  backlit_set_clock(5000);
  reset(100);
  backlit_task task = submit_as("fails_at_first", three_attempts);
  wait_for_wait(task, 1);
  check_cancelled(task, heap);
  CHECK_IS(load_sequential(&attempts), 1);
}

// All workers are kept busy, so the next attempt waits in a lane.
static void a_cancel_ends_a_task_that_is_queued_again(void) {
  double heap = quiet_heap();
  backlit_set_clock(6000);
  reset(100);
  gate_close(&gate);
  backlit_task task = submit_as("fails_at_first", three_attempts);
  wait_for_wait(task, 1);
  reset(100);
  backlit_task blockers[2];
  for (int index = 0; index < 2; index++) {
    blockers[index] = submit("fails_after_the_gate", 0);
  }
  WAIT_FOR(load_sequential(&attempts) == 2);
  backlit_set_clock(6010);
  WAIT_FOR(backlit_count(BACKLIT_COUNT_PENDING) == 1);
  CHECK_IS(backlit_status(task), BACKLIT_STATE_RUNNING);
  CHECK_IS(backlit_cancel(task), 1);
  CHECK_IS(backlit_count(BACKLIT_COUNT_PENDING), 0);
  CHECK_IS(backlit_status(task), BACKLIT_STATE_CANCELLED);
  gate_open(&gate);
  for (int index = 0; index < 2; index++) {
    CHECK_IS(wait_for_end(blockers[index]), BACKLIT_STATE_ERROR);
    backlit_release(blockers[index]);
  }
  backlit_release(task);
  backlit_set_clock(NAN);
  CHECK_IS(quiet_heap(), heap);
}

// What it ends is the attempt that would have followed. An error that none would have followed
// stays.
static void a_cancel_of_a_running_attempt_ends_the_retries(void) {
  const uint32_t max_attempts[] = {3, 1, 3, 3};
  const uint32_t retried_errors[] = {UINT32_MAX, UINT32_MAX, 0, UINT32_MAX};
  const double max_elapsed[] = {0, 0, 0, 20};
  for (int index = 0; index < 4; index++) {
    reset(0);
    gate_close(&gate);
    backlit_set_clock(6500);
    struct backlit_options options = three_attempts;
    options.max_attempts = max_attempts[index];
    options.retried_errors = retried_errors[index];
    options.max_elapsed = max_elapsed[index];
    backlit_task task = submit_as("fails_after_the_gate", options);
    WAIT_FOR(load_sequential(&attempts) == 1);
    CHECK_IS(backlit_cancel(task), 1);
    backlit_set_clock(6520);
    gate_open(&gate);
    CHECK_IS(wait_for_end(task), index == 0 ? BACKLIT_STATE_CANCELLED : BACKLIT_STATE_ERROR);
    CHECK_IS(backlit_exchange()->rung, index == 0 ? BACKLIT_RUNG_FLAG : BACKLIT_RUNG_NONE);
    CHECK_IS(backlit_exchange()->kind, index == 0 ? BACKLIT_KIND_EMPTY : BACKLIT_KIND_FAILURE);
    CHECK_IS(backlit_exchange()->attempt, 1);
    CHECK_IS(backlit_exchange()->cancel_requested, 1);
    backlit_release(task);
  }
  backlit_set_clock(NAN);
}

static void a_cancel_ends_the_retries_of_a_worker_that_is_lost(void) {
  reset(0);
  gate_close(&gate);
  backlit_task task = submit_as("dies_after_the_gate", three_attempts);
  WAIT_FOR(load_sequential(&attempts) == 1);
  CHECK_IS(backlit_cancel(task), 1);
  gate_open(&gate);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_CANCELLED);
  CHECK_IS(backlit_exchange()->rung, BACKLIT_RUNG_FLAG);
  backlit_release(task);
}

static void a_cancel_that_races_with_everything_leaves_nothing_behind(void) {
  double heap = quiet_heap();
  struct backlit_options options = three_attempts;
  options.max_attempts = 1000;
  uint64_t random = 88172645463325252ULL;
  for (int round = 0; round < times(3000); round++) {
    options.base_delay = round % 2 == 0 ? 0 : 1e-6;
    reset(1 << 30);
    backlit_task task = submit_as("fails_at_first", options);
    for (uint32_t spin = random_below(&random, 20000); spin > 0; spin--) {
      CHECK(backlit_status(task) >= 0);
    }
    backlit_cancel(task);
    int state = wait_for_end(task);
    bool was_last = state == BACKLIT_STATE_ERROR && backlit_exchange()->attempt == 1000;
    CHECK(state == BACKLIT_STATE_CANCELLED || was_last);
    backlit_release(task);
  }
  CHECK_IS(quiet_heap(), heap);
}

// ---- Lost workers

static void a_lost_worker_s_task_is_tried_again(void) {
  reset(0);
  struct backlit_options options = three_attempts;
  options.base_delay = 0;
  backlit_task task = submit_as("dies_at_first", options);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  CHECK_IS(backlit_exchange()->attempt, 2);
  backlit_release(task);
  reset(0);
  options.retried_errors = ~(1U << -BACKLIT_WORKER_LOST);
  task = submit_as("dies_at_first", options);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  CHECK_IS(backlit_exchange()->number, BACKLIT_WORKER_LOST);
  backlit_release(task);
}

// ---- The private lane

static void a_task_that_stays_goes_back_to_its_worker(void) {
  struct backlit_options options = three_attempts;
  options.stays = 1;
  options.base_delay = 1e-4;
  options.max_attempts = 50;
  for (int round = 0; round < 20; round++) {
    reset(1);
    backlit_task task = submit_as("fails_at_first", options);
    WAIT_FOR(load_sequential(&attempts) >= 1);
    int32_t first = load_sequential(&last_worker);
    CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
    CHECK_IS(load_sequential(&last_worker), first);
    backlit_release(task);
  }
}

// Its keeper is busy, another worker idles: it waits for its keeper, and goes elsewhere only when
// that one is lost.
static void a_task_that_stays_moves_when_its_worker_is_lost(void) {
  backlit_set_clock(7000);
  reset(1);
  struct backlit_options options = three_attempts;
  options.stays = 1;
  backlit_task task = submit_as("fails_at_first", options);
  wait_for_wait(task, 1);
  int32_t keeper = load_sequential(&last_worker);
  gate_close(&gate);
  backlit_task blockers[2];
  for (int index = 0; index < 2; index++) {
    blockers[index] = submit_with("fails_after_the_gate", 0, BACKLIT_PRIORITY_NORMAL, 0);
  }
  WAIT_FOR(backlit_count(BACKLIT_COUNT_BUSY) == 2);
  backlit_set_clock(7010);
  struct task *record = task_find(task);
  WAIT_FOR(load_sequential(&record->lane) != NULL);
  CHECK(load_sequential(&record->lane) == &record->keeper->own);
  CHECK_IS(record->keeper->index, keeper);
  // The blocker on the other worker ends: that one idles, and must not take the task.
  int on_keeper = load_sequential(&task_find(blockers[0])->worker) == record->keeper ? 0 : 1;
  CHECK_IS(backlit_cancel(blockers[1 - on_keeper]), 1);
  WAIT_FOR(backlit_count(BACKLIT_COUNT_WORKERS) == 2);
  CHECK(load_sequential(&record->lane) == &record->keeper->own);
  CHECK_IS(backlit_cancel(blockers[on_keeper]), 1);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  CHECK_IS(backlit_exchange()->attempt, 2);
  gate_open(&gate);
  for (int index = 0; index < 2; index++) {
    backlit_release(blockers[index]);
  }
  backlit_release(task);
  backlit_set_clock(NAN);
}

int main(void) {
  runtime_open(2, 100);
  RUN(a_waiting_task_runs_again_when_its_delay_is_over);
  RUN(the_last_attempt_s_error_is_the_task_s);
  RUN(only_errors_that_match_are_retried);
  RUN(no_attempt_follows_after_max_elapsed);
  RUN(delays_grow_to_their_maximum);
  RUN(jitter_is_symmetric_and_comes_from_the_seed);
  backlit_set_clock(NAN);
  RUN(a_cancel_ends_a_wait_at_once);
  RUN(a_cancel_ends_a_task_that_is_queued_again);
  RUN(a_cancel_of_a_running_attempt_ends_the_retries);
  RUN(a_cancel_ends_the_retries_of_a_worker_that_is_lost);
  RUN(a_cancel_that_races_with_everything_leaves_nothing_behind);
  RUN(a_lost_worker_s_task_is_tried_again);
  RUN(a_task_that_stays_goes_back_to_its_worker);
  RUN(a_task_that_stays_moves_when_its_worker_is_lost);
  runtime_close();
}
