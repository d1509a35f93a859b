// Tasks that wait for other ones: there are more workers meanwhile, and as many as before
// afterwards.
#include "test.h"

enum { WORKERS = 2 };

// What the host's function does, by the number in its argument.
enum { WAITS, WORKS_THEN_WAITS, WAITS_THEN_WORKS, WAITS_AND_DIES, WAITS_NOW_AND_THEN };

static struct gate gate;      // of those that wait
static struct gate work_gate; // of those that work
static int32_t function;

BACKLIT_KERNEL(is_quick, BACKLIT_KILLABLE) {
  (void)call;
  return 0;
}

BACKLIT_KERNEL(is_slow, BACKLIT_KILLABLE) {
  (void)call;
  gate_pass(&work_gate);
  return 0;
}

static void run_function(int what) {
  if (what == WAITS_NOW_AND_THEN) {
    for (int count = 0; count < 20; count++) {
      backlit_wait_begin();
      sched_yield();
      backlit_wait_end();
    }
    return;
  }
  if (what == WORKS_THEN_WAITS) {
    gate_pass(&work_gate);
  }
  backlit_wait_begin();
  gate_pass(&gate);
  if (what == WAITS_AND_DIES) {
    die();
  }
  backlit_wait_end();
  if (what == WAITS_THEN_WORKS) {
    gate_pass(&work_gate);
  }
}

static void run_worker(int role) {
  CHECK_IS(role, BACKLIT_ROLE_COMPUTE);
  for (backlit_task task; (task = backlit_take(1)) != BACKLIT_CANCELLED;) {
    run_function((int)backlit_exchange()->number);
    *backlit_exchange() = (struct backlit_exchange){.kind = BACKLIT_KIND_EMPTY};
    backlit_finish(task, 1, BACKLIT_STATE_DONE, 0);
  }
}

static backlit_task submit_to_host(int what, double grace) {
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_NUMBER, .number = what};
  backlit_task task = try_submit(function, arguments, BACKLIT_PRIORITY_NORMAL, grace);
  CHECK(task > 0);
  return task;
}

static void end_all(const backlit_task *tasks, int count) {
  for (int index = 0; index < count; index++) {
    CHECK_IS(wait_for_end(tasks[index]), BACKLIT_STATE_DONE);
    backlit_release(tasks[index]);
  }
}

// All workers run one that waits.
static void submit_waiting(backlit_task *tasks, int what, double grace) {
  WAIT_FOR(all_is_quiet());
  gate_close(&gate);
  for (int index = 0; index < WORKERS; index++) {
    tasks[index] = submit_to_host(what, grace);
  }
  WAIT_FOR(load_sequential(&gate.arrived) == WORKERS);
}

static void what_all_workers_wait_for_runs(void) {
  double heap = quiet_heap();
  for (int round = 0; round < times(100); round++) {
    backlit_task tasks[WORKERS];
    submit_waiting(tasks, WAITS, 60);
    CHECK(pool_is_full());
    backlit_task other = submit("is_quick", 0);
    end_all(&other, 1);
    gate_open(&gate);
    end_all(tasks, WORKERS);
    CHECK_IS(quiet_heap(), heap);
  }
  CHECK_IS(backlit_count(BACKLIT_COUNT_DISOWNED), 0);
  CHECK_IS(backlit_count(BACKLIT_COUNT_LOST), 0);
}

static void what_was_queued_before_the_wait_runs_too(void) {
  gate_close(&gate);
  gate_close(&work_gate);
  backlit_task tasks[WORKERS];
  for (int index = 0; index < WORKERS; index++) {
    tasks[index] = submit_to_host(WORKS_THEN_WAITS, 60);
  }
  WAIT_FOR(load_sequential(&work_gate.arrived) == WORKERS);
  backlit_task other = submit("is_quick", 0);
  CHECK_IS(backlit_status(other), BACKLIT_STATE_PENDING);
  gate_open(&work_gate);
  end_all(&other, 1);
  gate_open(&gate);
  end_all(tasks, WORKERS);
  WAIT_FOR(all_is_quiet());
}

static void who_is_idle_when_the_wait_ends_is_told_to_end(void) {
  gate_close(&work_gate);
  backlit_task tasks[WORKERS];
  submit_waiting(tasks, WAITS_THEN_WORKS, 60);
  backlit_task other = submit("is_quick", 0);
  end_all(&other, 1);
  WAIT_FOR(pool_has(WORKERS + 1));
  gate_open(&gate);
  WAIT_FOR(pool_has(WORKERS));
  CHECK_IS(backlit_count(BACKLIT_COUNT_BUSY), WORKERS);
  gate_open(&work_gate);
  end_all(tasks, WORKERS);
}

static void there_are_at_most_twice_as_many_workers(void) {
  backlit_task tasks[WORKERS];
  submit_waiting(tasks, WAITS, 60);
  backlit_task more[2 * WORKERS];
  for (int index = 0; index < 2 * WORKERS; index++) {
    more[index] = submit_to_host(WAITS, 60);
  }
  WAIT_FOR(load_sequential(&gate.arrived) == 2 * WORKERS);
  WAIT_FOR(pool_has(2 * WORKERS));
  let_supervisor_look();
  CHECK(pool_has(2 * WORKERS));
  CHECK_IS(backlit_count(BACKLIT_COUNT_PENDING), WORKERS);
  gate_open(&gate);
  end_all(tasks, WORKERS);
  end_all(more, 2 * WORKERS);
  WAIT_FOR(all_is_quiet());
}

static void who_is_busy_then_is_not(void) {
  backlit_task tasks[WORKERS];
  submit_waiting(tasks, WAITS, 60);
  gate_close(&work_gate);
  backlit_task slow = submit("is_slow", 0);
  WAIT_FOR(load_sequential(&work_gate.arrived) == 1);
  gate_open(&gate);
  end_all(tasks, WORKERS);
  WAIT_FOR(pool_has(WORKERS)); // one of the others has ended
  CHECK_IS(backlit_status(slow), BACKLIT_STATE_RUNNING);
  gate_open(&work_gate);
  end_all(&slow, 1);
  WAIT_FOR(all_is_quiet());
}

static void a_lost_worker_waits_no_more(void) {
  double heap = quiet_heap();
  for (int round = 0; round < times(50); round++) {
    backlit_task tasks[WORKERS];
    submit_waiting(tasks, round % 2 == 0 ? WAITS : WAITS_AND_DIES, 0);
    backlit_task other = submit("is_quick", 0);
    end_all(&other, 1);
    if (round % 2 == 0) {
      for (int index = 0; index < WORKERS; index++) {
        CHECK_IS(backlit_cancel(tasks[index]), 1);
      }
    }
    gate_open(&gate);
    for (int index = 0; index < WORKERS; index++) {
      WAIT_FOR(has_ended(tasks[index]));
      backlit_release(tasks[index]);
    }
    CHECK_IS(quiet_heap(), heap);
  }
}

static void begins_and_ends_race_with_everything(void) {
  double heap = quiet_heap();
  uint64_t random = 42;
  for (int round = 0; round < times(100); round++) {
    backlit_task tasks[30];
    for (int index = 0; index < 30; index++) {
      bool waits = random_below(&random, 3) > 0;
      tasks[index] = waits ? submit_to_host(WAITS_NOW_AND_THEN, 0) : submit("is_quick", 0);
    }
    for (int index = 0; index < 30; index++) {
      if (random_below(&random, 10) == 0) {
        backlit_cancel(tasks[index]);
      }
      WAIT_FOR(has_ended(tasks[index]));
      backlit_release(tasks[index]);
    }
    CHECK_IS(quiet_heap(), heap);
  }
}

int main(void) {
  host_native_run_workers_with(run_worker);
  runtime_open(WORKERS, 100);
  function = backlit_function_intern("function", 8);
  backlit_function_found(function, 0);
  backlit_task first = submit("is_quick", 0);
  end_all(&first, 1);
  RUN(what_all_workers_wait_for_runs);
  RUN(what_was_queued_before_the_wait_runs_too);
  RUN(there_are_at_most_twice_as_many_workers);
  RUN(who_is_idle_when_the_wait_ends_is_told_to_end);
  RUN(who_is_busy_then_is_not);
  RUN(a_lost_worker_waits_no_more);
  RUN(begins_and_ends_race_with_everything);
  runtime_close();
}
