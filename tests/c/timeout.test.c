// Timeouts: an attempt that goes on for too long is asked to end, and then abandoned. The tests set
// the clock.
#include "task.h"
#include "test.h"

static struct gate gate;
static _Atomic int32_t attempts;
static _Atomic int32_t seen_requests; // how often a kernel saw that it shall end

// Heeds its flag.
BACKLIT_KERNEL(gives_up, BACKLIT_KILLABLE) {
  add_sequential(&attempts, 1);
  while (!backlit_call_cancel_requested(call)) {
  }
  add_sequential(&seen_requests, 1);
  return BACKLIT_CANCELLED;
}

BACKLIT_KERNEL(goes_on, BACKLIT_KILLABLE) {
  if (add_sequential(&attempts, 1) == 0) {
    gate_pass(&gate);
  }
  backlit_return_number(call, load_sequential(&attempts));
  return 0;
}

BACKLIT_KERNEL(goes_on_cooperatively, BACKLIT_COOPERATIVE) {
  add_sequential(&attempts, 1);
  gate_pass(&gate);
  backlit_return_number(call, 5);
  return 0;
}

static const struct backlit_options five_seconds = {
    .grace = 1, .timeout = 5, .max_attempts = 1, .retried_errors = UINT32_MAX};

static backlit_task submit_as(const char *kernel, struct backlit_options options) {
  store_sequential(&attempts, 0);
  store_sequential(&seen_requests, 0);
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_NUMBER};
  backlit_task task = try_submit_as(kernel_number(kernel), arguments, options);
  CHECK(task > 0);
  WAIT_FOR(load_sequential(&attempts) >= 1);
  return task;
}

static void check_timed_out(backlit_task task, enum backlit_rung rung) {
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  CHECK_IS(backlit_exchange()->kind, BACKLIT_KIND_FAILURE);
  CHECK_IS(backlit_exchange()->number, BACKLIT_TIMED_OUT);
  CHECK_IS(backlit_exchange()->rung, rung);
  CHECK_IS(backlit_exchange()->cancel_requested, 0);
  backlit_release(task);
}

static void the_flag_comes_when_the_timeout_is_over_and_not_before(void) {
  backlit_set_clock(1000);
  backlit_task task = submit_as("gives_up", five_seconds);
  backlit_set_clock(1004.999);
  let_supervisor_look();
  CHECK_IS(backlit_status(task), BACKLIT_STATE_RUNNING);
  backlit_set_clock(1005);
  check_timed_out(task, BACKLIT_RUNG_FLAG);
  CHECK_IS(load_sequential(&seen_requests), 1);
}

static void a_worker_that_goes_on_is_lost_after_the_grace(void) {
  backlit_set_clock(2000);
  gate_close(&gate);
  backlit_task task = submit_as("goes_on", five_seconds);
  backlit_set_clock(2005);
  let_supervisor_look();
  CHECK_IS(backlit_status(task), BACKLIT_STATE_RUNNING);
  backlit_set_clock(2005.999);
  let_supervisor_look();
  CHECK_IS(backlit_status(task), BACKLIT_STATE_RUNNING);
  double disowned = backlit_count(BACKLIT_COUNT_DISOWNED);
  backlit_set_clock(2006);
  check_timed_out(task, BACKLIT_RUNG_DISOWN);
  CHECK_IS(backlit_count(BACKLIT_COUNT_DISOWNED), disowned + 1);
  gate_open(&gate);
}

static void without_grace_it_is_lost_at_once(void) {
  backlit_set_clock(3000);
  gate_close(&gate);
  struct backlit_options options = five_seconds;
  options.grace = 0;
  backlit_task task = submit_as("goes_on", options);
  backlit_set_clock(3005);
  check_timed_out(task, BACKLIT_RUNG_DISOWN);
  gate_open(&gate);
}

static void an_end_in_time_counts(void) {
  backlit_set_clock(4000);
  gate_close(&gate);
  backlit_task task = submit_as("goes_on", five_seconds);
  backlit_set_clock(4005.5); // late, but it returns normally within its grace
  let_supervisor_look();
  gate_open(&gate);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  WAIT_FOR(load_sequential(&runtime.left) < 0);
  backlit_release(task);
}

static void a_cooperative_kernel_is_never_lost(void) {
  backlit_set_clock(5000);
  gate_close(&gate);
  backlit_task task = submit_as("goes_on_cooperatively", five_seconds);
  backlit_set_clock(5100);
  let_supervisor_look();
  backlit_set_clock(5200);
  let_supervisor_look();
  CHECK_IS(backlit_status(task), BACKLIT_STATE_RUNNING);
  gate_open(&gate);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  backlit_release(task);
}

static void a_cancel_within_the_grace_of_a_timeout_is_a_cancel(void) {
  backlit_set_clock(6000);
  gate_close(&gate);
  backlit_task task = submit_as("goes_on", five_seconds);
  backlit_set_clock(6005);
  let_supervisor_look();
  CHECK_IS(backlit_cancel(task), 1);
  backlit_set_clock(6006);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_CANCELLED);
  CHECK_IS(backlit_cancelled_by(task), BACKLIT_RUNG_DISOWN);
  backlit_release(task);
  gate_open(&gate);
}

static void a_timeout_is_per_attempt_and_can_be_retried(void) {
  for (int grace = 0; grace <= 1; grace++) {
    double now = 7000 + grace * 100;
    backlit_set_clock(now);
    gate_close(&gate);
    struct backlit_options options = five_seconds;
    options.max_attempts = 2;
    options.base_delay = 10;
    options.multiplier = 2;
    options.max_delay = 10;
    options.grace = grace;
    backlit_task task = submit_as("goes_on", options);
    backlit_set_clock(now += 5);
    if (grace > 0) {
      let_supervisor_look();
      backlit_set_clock(now += grace);
    }
    WAIT_FOR((load_sequential(&task_find(task)->life) & LIFE_WAITING) != 0);
    let_supervisor_look();
    WAIT_FOR(load_sequential(&runtime.left) == 10);
    CHECK_IS(load_sequential(&attempts), 1);
    backlit_set_clock(now += 10);
    CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
    CHECK_IS(backlit_exchange()->number, 2);
    CHECK_IS(backlit_exchange()->attempt, 2);
    gate_open(&gate);
    backlit_release(task);
  }
}

static void an_attempt_that_heeds_its_timeout_is_retried_too(void) {
  backlit_set_clock(8000);
  struct backlit_options options = five_seconds;
  options.max_attempts = 2;
  backlit_task task = submit_as("gives_up", options);
  backlit_set_clock(8005);
  WAIT_FOR(load_sequential(&attempts) == 2);
  let_supervisor_look();
  WAIT_FOR(load_sequential(&runtime.left) == 5);
  backlit_set_clock(8010);
  check_timed_out(task, BACKLIT_RUNG_FLAG);
  CHECK_IS(load_sequential(&attempts), 2);
}

static void an_ended_task_leaves_no_deadline(void) {
  backlit_set_clock(NAN);
  double heap = quiet_heap();
  struct backlit_options options = five_seconds;
  options.timeout = 3600;
  gate_open(&gate);
  for (int round = 0; round < times(2000); round++) {
    backlit_task task = submit_as("goes_on", options);
    CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
    backlit_release(task);
  }
  CHECK_IS(quiet_heap(), heap);
}

// Timeouts, their grace, cancels and ends at the same moments.
static void timeouts_that_race_with_everything_leave_nothing_behind(void) {
  double heap = quiet_heap();
  uint64_t random = 88172645463325252ULL;
  for (int round = 0; round < times(1000); round++) {
    struct backlit_options options = five_seconds;
    options.timeout = 1e-6 * random_below(&random, 60);
    options.timeout += 1e-9;
    options.grace = 1e-6 * random_below(&random, 20);
    options.flag_grace = 1e-6 * random_below(&random, 20) - 1e-5;
    options.max_attempts = 1 + random_below(&random, 4);
    backlit_task task = submit_as(round % 2 == 0 ? "gives_up" : "goes_on", options);
    if (random_below(&random, 3) == 0) {
      backlit_cancel(task);
    }
    WAIT_FOR(has_ended(task));
    backlit_release(task);
    WAIT_FOR(all_is_quiet());
  }
  CHECK_IS(quiet_heap(), heap);
}

int main(void) {
  runtime_open(2, 100);
  RUN(the_flag_comes_when_the_timeout_is_over_and_not_before);
  RUN(a_worker_that_goes_on_is_lost_after_the_grace);
  RUN(without_grace_it_is_lost_at_once);
  RUN(an_end_in_time_counts);
  RUN(a_cooperative_kernel_is_never_lost);
  RUN(a_cancel_within_the_grace_of_a_timeout_is_a_cancel);
  RUN(a_timeout_is_per_attempt_and_can_be_retried);
  RUN(an_attempt_that_heeds_its_timeout_is_retried_too);
  RUN(an_ended_task_leaves_no_deadline);
  RUN(timeouts_that_race_with_everything_leave_nothing_behind);
  runtime_close();
}
