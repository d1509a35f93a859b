// The second rung of the ladder: a host that ends a function from outside, as Python's signal
// handler does, is told when. The tests set the clock.
#include "test.h"

// What the host's function does, by the number in its argument.
enum { HEEDS_ITS_FLAG, HEEDS_ITS_INTERRUPT, HEEDS_NOTHING, SLEEPS_TO_ITS_FLAG, SLEEPS_ON };

static int32_t function;
static _Atomic int begun;
static _Atomic int flags;      // tasks that saw their flag
static _Atomic int signals;    // handled
static _Atomic int interrupts; // of them, meant for the attempt
static _Atomic bool may_return;

// As an interpreter does between two instructions.
static int handle_signal(backlit_task task, uint32_t attempt) {
  if (load_sequential(backlit_worker_interrupt_word()) == 0) {
    return 0;
  }
  store_sequential(backlit_worker_interrupt_word(), 0);
  int request = backlit_take_interrupt(task, attempt);
  add_sequential(&interrupts, request != 0);
  add_sequential(&signals, 1);
  return request;
}

static int run_function(backlit_task task, uint32_t attempt, int what) {
  if (what == SLEEPS_TO_ITS_FLAG || what == SLEEPS_ON) {
    enum backlit_rung rung = what == SLEEPS_ON ? BACKLIT_RUNG_INTERRUPT : BACKLIT_RUNG_FLAG;
    return backlit_sleep(task, attempt, 3600, rung) != 0 ? BACKLIT_STATE_CANCELLED
                                                         : BACKLIT_STATE_DONE;
  }
  for (bool seen = false; !load_sequential(&may_return); nap()) {
    bool is_interrupted = handle_signal(task, attempt) != 0;
    bool is_asked = backlit_cancel_requested(task, attempt) != 0;
    add_sequential(&flags, is_asked && !seen);
    seen = is_asked;
    if ((is_interrupted && what == HEEDS_ITS_INTERRUPT) || (is_asked && what == HEEDS_ITS_FLAG)) {
      return BACKLIT_STATE_CANCELLED;
    }
  }
  return BACKLIT_STATE_DONE;
}

static void run_worker(int role) {
  (void)role;
  for (backlit_task task; (task = backlit_take(role == BACKLIT_ROLE_COMPUTE)) != BACKLIT_CANCELLED;
       nap()) {
    if (task != 0) {
      uint32_t attempt = backlit_exchange()->attempt;
      add_sequential(&begun, 1);
      int state = run_function(task, attempt, (int)backlit_exchange()->number);
      *backlit_exchange() = (struct backlit_exchange){.kind = BACKLIT_KIND_NUMBER};
      backlit_finish(task, attempt, state, 0);
    }
  }
}

static const struct backlit_options three_then_two_seconds = {
    .flag_grace = 3, .grace = 2, .max_attempts = 1, .retried_errors = UINT32_MAX};

static backlit_task submit_as(int what, struct backlit_options options) {
  store_sequential(&begun, 0);
  store_sequential(&flags, 0);
  store_sequential(&signals, 0);
  store_sequential(&interrupts, 0);
  store_sequential(&may_return, false);
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_NUMBER, .number = what};
  backlit_task task = try_submit_as(function, arguments, options);
  CHECK(task > 0);
  WAIT_FOR(load_sequential(&begun) == 1);
  return task;
}

static void check_end(backlit_task task, enum backlit_state state, enum backlit_rung rung) {
  CHECK_IS(wait_for_end(task), state);
  CHECK_IS(backlit_exchange()->rung, rung);
  if (state == BACKLIT_STATE_ERROR) {
    CHECK_IS(backlit_exchange()->number, BACKLIT_TIMED_OUT);
  }
  backlit_release(task);
}

static void check_not_interrupted(backlit_task task) {
  let_supervisor_look();
  CHECK_IS(backlit_status(task), BACKLIT_STATE_RUNNING);
  CHECK_IS(load_sequential(&signals), 0);
}

static void without_time_on_the_flag_alone_the_interrupt_comes_with_it(void) {
  backlit_set_clock(1000);
  struct backlit_options options = three_then_two_seconds;
  options.flag_grace = 0;
  backlit_task task = submit_as(HEEDS_ITS_INTERRUPT, options);
  CHECK_IS(backlit_cancel(task), 1);
  check_end(task, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_INTERRUPT);
}

static void the_interrupt_comes_when_the_time_on_the_flag_alone_is_over(void) {
  backlit_set_clock(2000);
  backlit_task task = submit_as(HEEDS_ITS_INTERRUPT, three_then_two_seconds);
  CHECK_IS(backlit_cancel(task), 1);
  WAIT_FOR(load_sequential(&flags) == 1);
  backlit_set_clock(2002.999);
  check_not_interrupted(task);
  backlit_set_clock(2003);
  check_end(task, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_INTERRUPT);
}

static void who_heeds_the_flag_is_not_interrupted(void) {
  backlit_set_clock(3000);
  backlit_task task = submit_as(HEEDS_ITS_FLAG, three_then_two_seconds);
  CHECK_IS(backlit_cancel(task), 1);
  check_end(task, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_FLAG);
  WAIT_FOR(load_sequential(&runtime.left) < 0);
}

static void the_grace_begins_with_the_interrupt(void) {
  backlit_set_clock(4000);
  backlit_task task = submit_as(HEEDS_NOTHING, three_then_two_seconds);
  CHECK_IS(backlit_cancel(task), 1);
  backlit_set_clock(4003);
  WAIT_FOR(load_sequential(&interrupts) == 1);
  backlit_set_clock(4004.999);
  let_supervisor_look();
  CHECK_IS(backlit_status(task), BACKLIT_STATE_RUNNING);
  backlit_set_clock(4005);
  check_end(task, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_DISOWN);
}

static void without_grace_the_interrupt_comes_too_late(void) {
  backlit_set_clock(5000);
  struct backlit_options options = three_then_two_seconds;
  options.grace = 0;
  backlit_task task = submit_as(HEEDS_NOTHING, options);
  CHECK_IS(backlit_cancel(task), 1);
  backlit_set_clock(5002.999);
  check_not_interrupted(task);
  backlit_set_clock(5003);
  check_end(task, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_DISOWN);
}

static void a_timeout_climbs_the_same_ladder(void) {
  double now = 6000;
  const int deeds[] = {HEEDS_ITS_FLAG, HEEDS_ITS_INTERRUPT, HEEDS_NOTHING};
  for (int index = 0; index < 3; index++, now += 100) {
    backlit_set_clock(now);
    struct backlit_options options = three_then_two_seconds;
    options.timeout = 5;
    backlit_task task = submit_as(deeds[index], options);
    backlit_set_clock(now + 5);
    WAIT_FOR(load_sequential(&flags) == 1);
    if (index > 0) {
      backlit_set_clock(now + 7.999);
      check_not_interrupted(task);
      backlit_set_clock(now + 8);
      WAIT_FOR(load_sequential(&interrupts) == 1);
    }
    if (index > 1) {
      backlit_set_clock(now + 9.999);
      let_supervisor_look();
      CHECK_IS(backlit_status(task), BACKLIT_STATE_RUNNING);
      backlit_set_clock(now + 10);
    }
    check_end(task, BACKLIT_STATE_ERROR, (enum backlit_rung)(BACKLIT_RUNG_FLAG + index));
  }
}

static void the_next_attempt_has_its_time_on_the_flag_alone_again(void) {
  backlit_set_clock(7000);
  struct backlit_options options = three_then_two_seconds;
  options.timeout = 5;
  options.max_attempts = 2;
  backlit_task task = submit_as(HEEDS_ITS_INTERRUPT, options);
  backlit_set_clock(7005);
  WAIT_FOR(load_sequential(&flags) == 1);
  backlit_set_clock(7008);
  WAIT_FOR(load_sequential(&begun) == 2);
  store_sequential(&signals, 0);
  backlit_set_clock(7013);
  WAIT_FOR(load_sequential(&flags) == 2);
  backlit_set_clock(7015.999);
  check_not_interrupted(task);
  backlit_set_clock(7016);
  check_end(task, BACKLIT_STATE_ERROR, BACKLIT_RUNG_INTERRUPT);
}

static void a_cancel_on_the_way_takes_over_from_the_timeout(void) {
  backlit_set_clock(8000);
  struct backlit_options options = three_then_two_seconds;
  options.timeout = 5;
  backlit_task task = submit_as(HEEDS_ITS_INTERRUPT, options);
  backlit_set_clock(8005);
  WAIT_FOR(load_sequential(&flags) == 1);
  backlit_set_clock(8006);
  let_supervisor_look();
  CHECK_IS(backlit_cancel(task), 1);
  backlit_set_clock(8008.999);
  check_not_interrupted(task);
  backlit_set_clock(8009);
  check_end(task, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_INTERRUPT);
}

static void an_interrupt_that_comes_too_late_does_not_hit_the_next_task(void) {
  backlit_set_clock(9000);
  struct backlit_options options = three_then_two_seconds;
  options.flag_grace = 0;
  backlit_task first = submit_as(SLEEPS_TO_ITS_FLAG, options);
  CHECK_IS(backlit_cancel(first), 1); // sees its flag only: nobody handles the signal
  check_end(first, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_FLAG);
  backlit_task next = submit_as(HEEDS_ITS_INTERRUPT, options);
  WAIT_FOR(load_sequential(&signals) == 1);
  CHECK_IS(load_sequential(&interrupts), 0);
  CHECK_IS(backlit_status(next), BACKLIT_STATE_RUNNING);
  store_sequential(&may_return, true);
  check_end(next, BACKLIT_STATE_DONE, BACKLIT_RUNG_NONE);
}

static void a_sleep_ends_with_the_rung_that_it_was_given(void) {
  backlit_set_clock(10000);
  backlit_task task = submit_as(SLEEPS_TO_ITS_FLAG, three_then_two_seconds);
  CHECK_IS(backlit_cancel(task), 1);
  check_end(task, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_FLAG);
  task = submit_as(SLEEPS_ON, three_then_two_seconds);
  CHECK_IS(backlit_cancel(task), 1);
  backlit_set_clock(10002.999);
  check_not_interrupted(task);
  backlit_set_clock(10003);
  check_end(task, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_INTERRUPT);
}

// The loop worker goes on with the attempt that was given up. Its function is asynchronous from
// here on.
static void an_attempt_that_was_given_up_is_to_be_interrupted(void) {
  backlit_set_clock(11000);
  backlit_function_found(function, 1);
  struct backlit_options options = three_then_two_seconds;
  options.flag_grace = options.grace = 0;
  backlit_task task = submit_as(HEEDS_ITS_INTERRUPT, options);
  CHECK_IS(backlit_cancel(task), 1);
  check_end(task, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_DISOWN);
  WAIT_FOR(load_sequential(&interrupts) == 1);
}

int main(void) {
  host_native_run_workers_with(run_worker);
  runtime_open(1, 100);
  function = backlit_function_intern("run_function", 12);
  RUN(without_time_on_the_flag_alone_the_interrupt_comes_with_it);
  RUN(the_interrupt_comes_when_the_time_on_the_flag_alone_is_over);
  RUN(who_heeds_the_flag_is_not_interrupted);
  RUN(the_grace_begins_with_the_interrupt);
  RUN(without_grace_the_interrupt_comes_too_late);
  RUN(a_timeout_climbs_the_same_ladder);
  RUN(the_next_attempt_has_its_time_on_the_flag_alone_again);
  RUN(a_cancel_on_the_way_takes_over_from_the_timeout);
  RUN(an_interrupt_that_comes_too_late_does_not_hit_the_next_task);
  RUN(a_sleep_ends_with_the_rung_that_it_was_given);
  RUN(an_attempt_that_was_given_up_is_to_be_interrupted);
  WAIT_FOR(all_is_quiet());
  runtime_close();
}
