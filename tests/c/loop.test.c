// The loop worker: tasks of asynchronous functions are passed on to it, and interleaved.
#include "test.h"

enum { TASKS = 5 };

// What the tests let it do: the functions of a host, by the number in their argument.
enum { WAITS_FOR_ITS_FINISH, STAYS_AWAY };

static struct gate gate;
static struct gate loop_gate;
static int32_t function;
static _Atomic int loops;
static _Atomic int loop_tasks; // that are begun and not finished
static _Atomic bool may_finish;

BACKLIT_KERNEL(waits, BACKLIT_COOPERATIVE) {
  gate_pass(&gate);
  backlit_return_number(call, 0);
  return 0;
}

static void finish(backlit_task task) {
  int state = backlit_cancel_requested(task, 1) ? BACKLIT_STATE_CANCELLED : BACKLIT_STATE_DONE;
  *backlit_exchange() = (struct backlit_exchange){.kind = BACKLIT_KIND_NUMBER, .number = task};
  backlit_finish(task, 1, state, 0);
}

static void run_loop(void) {
  backlit_task tasks[TASKS];
  int count = 0;
  add_sequential(&loops, 1);
  uint32_t seen = 0;
  bool shall_stay_away = false;
  for (backlit_task task = -1;;) {
    // Looks for a task when it was woken, and until there is none.
    uint32_t wakes = load_sequential(backlit_worker_wake_word());
    task = task != 0 || wakes != seen ? backlit_take(0) : 0;
    seen = wakes;
    if (task == BACKLIT_CANCELLED) {
      return;
    }
    if (task == 0 && shall_stay_away) {
      shall_stay_away = false;
      gate_pass(&loop_gate); // in one of its tasks; it counts as idle
    } else if (task == 0) {
      nap();
    } else {
      CHECK_IS(backlit_exchange()->attempt, 1);
      CHECK_IS(backlit_exchange()->function, function);
      CHECK_IS(backlit_progress_number(task, 1, 1), 0);
      shall_stay_away |= backlit_exchange()->number == STAYS_AWAY;
      tasks[count++] = task;
      add_sequential(&loop_tasks, 1);
    }
    for (int index = count; index-- > 0;) {
      if (load_sequential(&may_finish) || backlit_cancel_requested(tasks[index], 1)) {
        finish(tasks[index]);
        tasks[index] = tasks[--count];
        add_sequential(&loop_tasks, -1);
      }
    }
  }
}

static void run_worker(int role) {
  if (role == BACKLIT_ROLE_LOOP) {
    run_loop();
    return;
  }
  for (backlit_task task; (task = backlit_take(1)) != BACKLIT_CANCELLED;) {
    backlit_pass_on(task, 1);
  }
}

static backlit_task submit_async(double what, double grace) {
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_NUMBER, .number = what};
  backlit_task task = try_submit(function, arguments, BACKLIT_PRIORITY_NORMAL, grace);
  CHECK(task > 0);
  return task;
}

static void check_done(backlit_task task) {
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  CHECK_IS(backlit_exchange()->number, task);
  CHECK_IS(backlit_progress_next(task), 1);
  CHECK_IS(backlit_progress_next(task), 0);
  backlit_release(task);
}

static void an_asynchronous_task_is_passed_on(void) {
  CHECK_IS(load_sequential(&loops), 0);
  backlit_task task = submit_async(WAITS_FOR_ITS_FINISH, 60);
  WAIT_FOR(load_sequential(&loop_tasks) == 1);
  CHECK_IS(load_sequential(&loops), 1);
  CHECK_IS(backlit_status(task), BACKLIT_STATE_RUNNING);
  CHECK_IS(backlit_count(BACKLIT_COUNT_BUSY), 0);
  store_sequential(&may_finish, true);
  check_done(task);
}

static void asynchronous_tasks_are_interleaved_and_occupy_no_compute_worker(void) {
  store_sequential(&may_finish, false);
  gate_close(&gate);
  backlit_task blocker = submit("waits", 0);
  WAIT_FOR(load_sequential(&gate.arrived) == 1);
  backlit_task tasks[TASKS];
  for (int index = 0; index < TASKS; index++) {
    tasks[index] = submit_async(WAITS_FOR_ITS_FINISH, 60);
  }
  WAIT_FOR(load_sequential(&loop_tasks) == TASKS);
  CHECK_IS(backlit_cancel(tasks[2]), 1);
  CHECK_IS(wait_for_end(tasks[2]), BACKLIT_STATE_CANCELLED);
  CHECK_IS(backlit_cancelled_by(tasks[2]), BACKLIT_RUNG_FLAG);
  backlit_release(tasks[2]);
  CHECK_IS(backlit_status(tasks[1]), BACKLIT_STATE_RUNNING);
  store_sequential(&may_finish, true);
  for (int index = 0; index < TASKS; index++) {
    if (index != 2) {
      check_done(tasks[index]);
    }
  }
  gate_open(&gate);
  wait_for_end(blocker);
  backlit_release(blocker);
  WAIT_FOR(backlit_count(BACKLIT_COUNT_TASKS) == 0);
}

// Whether it waits there because it was submitted so, or because it was passed on.
static void a_task_that_waits_for_the_loop_worker_is_cancelled_at_once(void) {
  store_sequential(&may_finish, false);
  gate_close(&loop_gate);
  backlit_task blocker = submit_async(STAYS_AWAY, -1);
  WAIT_FOR(load_sequential(&loop_gate.arrived) == 1);
  for (int index = 0; index < 2; index++) {
    int32_t known = function;
    if (index == 1) {
      function = backlit_function_intern("found out late", 14);
    }
    backlit_task task = submit_async(WAITS_FOR_ITS_FINISH, -1);
    WAIT_FOR(backlit_status(task) == (index == 0 ? BACKLIT_STATE_PENDING : BACKLIT_STATE_RUNNING));
    WAIT_FOR(backlit_count(BACKLIT_COUNT_PENDING) == 1 && backlit_count(BACKLIT_COUNT_BUSY) == 0);
    CHECK_IS(backlit_cancel(task), 1);
    CHECK_IS(backlit_status(task), BACKLIT_STATE_CANCELLED);
    CHECK_IS(backlit_cancelled_by(task), BACKLIT_RUNG_FLAG);
    CHECK_IS(backlit_count(BACKLIT_COUNT_PENDING), 0);
    backlit_release(task);
    CHECK_IS(backlit_count(BACKLIT_COUNT_TASKS), 1);
    function = known;
  }
  store_sequential(&may_finish, true);
  gate_open(&loop_gate);
  check_done(blocker);
  WAIT_FOR(backlit_count(BACKLIT_COUNT_TASKS) == 0);
}

static void tasks_are_cancelled_whenever_they_are_passed_on(void) {
  store_sequential(&may_finish, false);
  const double graces[] = {-1, 60};
  for (int count = 0; count < times(2000); count++) {
    char key[20];
    int length = snprintf(key, sizeof key, "async %d", count);
    function = backlit_function_intern(key, (uint32_t)length);
    backlit_task task = submit_async(WAITS_FOR_ITS_FINISH, graces[count % 2]);
    for (int spin = 0; spin < count; spin++) {
      backlit_status(task);
    }
    CHECK_IS(backlit_cancel(task), 1);
    CHECK_IS(wait_for_end(task), BACKLIT_STATE_CANCELLED);
    backlit_release(task);
    WAIT_FOR(backlit_count(BACKLIT_COUNT_TASKS) == 0);
  }
}

// Its other tasks are not lost.
static void a_loop_worker_that_comes_back_survives_a_disowned_task(void) {
  function = backlit_function_intern("async", 5);
  backlit_function_found(function, 1);
  store_sequential(&may_finish, false);
  gate_close(&loop_gate);
  backlit_task other = submit_async(WAITS_FOR_ITS_FINISH, 60);
  WAIT_FOR(load_sequential(&loop_tasks) == 1);
  backlit_task task = submit_async(STAYS_AWAY, 0);
  WAIT_FOR(load_sequential(&loop_gate.arrived) == 1);
  CHECK_IS(backlit_cancel(task), 1);
  CHECK_IS(backlit_status(task), BACKLIT_STATE_CANCELLED);
  CHECK_IS(backlit_cancelled_by(task), BACKLIT_RUNG_DISOWN);
  backlit_release(task);
  gate_open(&loop_gate);
  store_sequential(&may_finish, true);
  check_done(other);
  CHECK_IS(load_sequential(&loops), 1);
}

static void a_loop_worker_that_stays_away_is_replaced(void) {
  store_sequential(&may_finish, false);
  gate_close(&loop_gate);
  backlit_task other = submit_async(WAITS_FOR_ITS_FINISH, 60);
  WAIT_FOR(load_sequential(&loop_tasks) == 1);
  backlit_task task = submit_async(STAYS_AWAY, 0);
  WAIT_FOR(load_sequential(&loop_gate.arrived) == 1);
  backlit_task waiting = submit_async(WAITS_FOR_ITS_FINISH, 60);
  CHECK_IS(backlit_cancel(task), 1);
  CHECK_IS(backlit_cancelled_by(task), BACKLIT_RUNG_DISOWN);
  CHECK_IS(wait_for_end(other), BACKLIT_STATE_ERROR);
  CHECK_IS(backlit_exchange()->number, BACKLIT_WORKER_LOST);
  store_sequential(&may_finish, true);
  check_done(waiting);
  // The old one is not dead yet; the new one is told of each task all the same.
  for (int count = 0; count < 10; count++) {
    CHECK_IS(backlit_count(BACKLIT_COUNT_ZOMBIES), 1);
    check_done(submit_async(WAITS_FOR_ITS_FINISH, 60));
  }
  CHECK_IS(load_sequential(&loops), 2);
  CHECK_IS(backlit_count(BACKLIT_COUNT_DISOWNED), 1);
  backlit_release(task);
  backlit_release(other);
  gate_open(&loop_gate);
  WAIT_FOR(all_is_quiet());
}

int main(void) {
  host_native_run_workers_with(run_worker);
  runtime_open(1, 100);
  function = backlit_function_intern("async", 5);
  RUN(an_asynchronous_task_is_passed_on);
  RUN(asynchronous_tasks_are_interleaved_and_occupy_no_compute_worker);
  RUN(a_task_that_waits_for_the_loop_worker_is_cancelled_at_once);
  RUN(tasks_are_cancelled_whenever_they_are_passed_on);
  RUN(a_loop_worker_that_comes_back_survives_a_disowned_task);
  RUN(a_loop_worker_that_stays_away_is_replaced);
  runtime_close();
}
