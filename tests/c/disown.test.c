// The last rung of the ladder: a task that does not heed its cancel ends all the same, its worker
// is disowned and replaced, and what its thread may still write to is kept until the thread is
// dead.
#include "test.h"

enum { WORKERS = 2 };

static struct gate gate;
static struct gate other_gate;
static _Atomic int zombies_back; // from the gate, on their way to the core's door
static _Atomic int wrong_bytes;  // that they found in their arguments
static _Atomic double own_handle;

BACKLIT_KERNEL(is_quick, BACKLIT_KILLABLE) {
  backlit_return_number(call, backlit_argument_number(call, 0));
  return 0;
}

// Works on its arguments, its arena and its result, spins at the gate, and works on.
BACKLIT_KERNEL(ignores_its_cancel, BACKLIT_KILLABLE) {
  uint32_t length;
  unsigned char *argument = backlit_argument_bytes(call, 0, &length, NULL);
  unsigned char *arena = backlit_arena(call, 3000);
  unsigned char *result = backlit_return_array(call, BACKLIT_TYPE_UINT8, length);
  backlit_call_progress(call, 1);
  gate_pass(&gate);
  for (uint32_t index = 0; index < length; index++) {
    add_sequential(&wrong_bytes, argument[index] != (unsigned char)index);
    result[index] = arena[index % 3000] = argument[index];
  }
  add_sequential(&zombies_back, 1);
  backlit_call_progress(call, 2);
  backlit_call_fraction(call, 1);
  backlit_return_number(call, 666);
  return 0;
}

BACKLIT_KERNEL(touches_nothing_after_the_gate, BACKLIT_KILLABLE) {
  (void)call;
  gate_pass(&other_gate);
  return 0;
}

BACKLIT_KERNEL(ignores_its_cancel_cooperatively, BACKLIT_COOPERATIVE) {
  gate_pass(&other_gate);
  backlit_return_number(call, 5);
  return 0;
}

static int32_t own_worker_sleeps(double seconds) {
  WAIT_FOR(load_sequential(&own_handle) != 0);
  add_sequential(&gate.arrived, 1);
  return backlit_sleep(load_sequential(&own_handle), 1, seconds, BACKLIT_RUNG_FLAG);
}

// Sleeps again and again, as Python's time.sleep() in a loop that swallows the error would.
BACKLIT_KERNEL(sleeps_through_its_cancel, BACKLIT_KILLABLE) {
  (void)call;
  for (;;) {
    own_worker_sleeps(3600);
  }
}

static backlit_task submit_zombie(double grace) {
  unsigned char bytes[5000];
  for (size_t index = 0; index < sizeof bytes; index++) {
    bytes[index] = (unsigned char)index;
  }
  struct backlit_exchange arguments = {
      .kind = BACKLIT_KIND_VALUES,
      .payload = values_of_bytes(BACKLIT_TYPE_UINT8, bytes, sizeof bytes)};
  int running = load_sequential(&gate.arrived);
  backlit_task task =
      try_submit(kernel_number("ignores_its_cancel"), arguments, BACKLIT_PRIORITY_NORMAL, grace);
  CHECK(task > 0);
  WAIT_FOR(load_sequential(&gate.arrived) == running + 1);
  return task;
}

static void check_disowned(backlit_task task) {
  CHECK_IS(backlit_outcome(task), BACKLIT_STATE_CANCELLED);
  CHECK_IS(backlit_exchange()->kind, BACKLIT_KIND_EMPTY);
  CHECK(backlit_exchange()->payload == NULL);
  CHECK_IS(backlit_cancelled_by(task), BACKLIT_RUNG_DISOWN);
  CHECK_IS(backlit_cancel(task), 0);
}

// As many as there are workers must be able to run at the same time.
static void check_that_all_workers_work(void) {
  gate_close(&other_gate);
  backlit_task tasks[WORKERS];
  for (int index = 0; index < WORKERS; index++) {
    tasks[index] = submit("touches_nothing_after_the_gate", 0);
  }
  WAIT_FOR(load_sequential(&other_gate.arrived) == WORKERS);
  gate_open(&other_gate);
  for (int index = 0; index < WORKERS; index++) {
    CHECK_IS(wait_for_end(tasks[index]), BACKLIT_STATE_DONE);
    backlit_release(tasks[index]);
  }
}

// All threads come to the core's door and end there; nothing that they did can be seen.
static void bury_the_zombies(double heap_used_before) {
  gate_open(&gate);
  CHECK_IS(quiet_heap(), heap_used_before);
  CHECK_IS(load_sequential(&wrong_bytes), 0);
}

static void without_grace_the_worker_is_disowned_in_the_call(void) {
  double before = quiet_heap();
  gate_close(&gate);
  backlit_task task = submit_zombie(0);
  CHECK_IS(backlit_watch(task), 1);
  CHECK_IS(backlit_cancel(task), 1);
  check_disowned(task);
  CHECK_IS(backlit_client_next_ended(), task);
  CHECK_IS(backlit_count(BACKLIT_COUNT_ZOMBIES), 1);
  CHECK_IS(backlit_count(BACKLIT_COUNT_DISOWNED), 1);
  WAIT_FOR(pool_is_full());
  check_that_all_workers_work();
  CHECK_IS(backlit_count(BACKLIT_COUNT_ZOMBIES), 1);
  backlit_release(task);
  // Nobody holds the task any more but the zombie, which still works on its arguments.
  CHECK_IS(backlit_count(BACKLIT_COUNT_TASKS), 1);
  bury_the_zombies(before);
  CHECK_IS(load_sequential(&zombies_back), 1);
  CHECK_IS(backlit_status(task), BACKLIT_STALE_HANDLE);
}

static void after_its_grace_the_worker_is_disowned(void) {
  double before = quiet_heap();
  gate_close(&gate);
  backlit_task task = submit_zombie(0.05);
  CHECK_IS(backlit_cancel(task), 1);
  CHECK_IS(backlit_cancel(task), 1);
  WAIT_FOR(has_ended(task));
  check_disowned(task);
  check_that_all_workers_work();
  backlit_release(task);
  bury_the_zombies(before);
}

static void a_zombie_changes_nothing_that_anybody_can_read(void) {
  double before = quiet_heap();
  gate_close(&gate);
  store_sequential(&zombies_back, 0);
  backlit_task task = submit_zombie(0);
  CHECK_IS(backlit_cancel(task), 1);
  gate_open(&gate);
  WAIT_FOR(load_sequential(&zombies_back) == 1);
  WAIT_FOR(backlit_count(BACKLIT_COUNT_ZOMBIES) == 0);
  check_disowned(task);
  CHECK_IS(backlit_progress_next(task), 1);
  CHECK_IS(backlit_exchange()->number, 1);
  CHECK_IS(backlit_progress_next(task), 0);
  CHECK_IS(backlit_progress_latest(task), 1);
  CHECK_IS(backlit_exchange()->number, 1);
  CHECK(backlit_fraction(task) != backlit_fraction(task));
  backlit_release(task);
  bury_the_zombies(before);
}

static void ten_in_a_row_leave_a_full_pool(void) {
  double before = quiet_heap();
  uint32_t disowned = backlit_count(BACKLIT_COUNT_DISOWNED);
  gate_close(&gate);
  for (int index = 1; index <= 10; index++) {
    backlit_task task = submit_zombie(0);
    CHECK_IS(backlit_cancel(task), 1);
    check_disowned(task);
    backlit_release(task);
    CHECK_IS(backlit_count(BACKLIT_COUNT_ZOMBIES), index);
  }
  WAIT_FOR(pool_is_full());
  check_that_all_workers_work();
  CHECK_IS(backlit_count(BACKLIT_COUNT_ZOMBIES), 10);
  CHECK_IS(backlit_count(BACKLIT_COUNT_DISOWNED), disowned + 10);
  bury_the_zombies(before);
}

static void tasks_that_wait_for_a_disowned_worker_run_on_its_successor(void) {
  double before = quiet_heap();
  gate_close(&gate);
  backlit_task zombies[WORKERS];
  backlit_task waiting[20];
  for (int index = 0; index < WORKERS; index++) {
    zombies[index] = submit_zombie(0.02);
  }
  for (int index = 0; index < 20; index++) {
    waiting[index] = submit("is_quick", index);
  }
  for (int index = 0; index < WORKERS; index++) {
    CHECK_IS(backlit_cancel(zombies[index]), 1);
  }
  for (int index = 0; index < 20; index++) {
    CHECK_IS(wait_for_end(waiting[index]), BACKLIT_STATE_DONE);
    CHECK_IS(backlit_exchange()->number, index);
    backlit_release(waiting[index]);
  }
  for (int index = 0; index < WORKERS; index++) {
    WAIT_FOR(has_ended(zombies[index]));
    check_disowned(zombies[index]);
    backlit_release(zombies[index]);
  }
  bury_the_zombies(before);
}

// That a grace has passed is seen by a later one that has.
static void let_a_later_grace_pass(void) {
  gate_close(&gate);
  backlit_task later = submit_zombie(0.05);
  CHECK_IS(backlit_cancel(later), 1);
  WAIT_FOR(has_ended(later));
  check_disowned(later);
  backlit_release(later);
}

static void nobody_is_disowned_who_may_not_be(void) {
  static const struct {
    const char *kernel;
    double grace;
    double result;
  } cases[] = {
      {"touches_nothing_after_the_gate", -1, 0},
      {"ignores_its_cancel_cooperatively", 0, 5},
      {"ignores_its_cancel_cooperatively", 0.05, 5},
  };
  double before = quiet_heap();
  for (size_t index = 0; index < sizeof cases / sizeof *cases; index++) {
    uint32_t disowned = backlit_count(BACKLIT_COUNT_DISOWNED);
    gate_close(&other_gate);
    backlit_task task =
        submit_with(cases[index].kernel, 0, BACKLIT_PRIORITY_NORMAL, cases[index].grace);
    WAIT_FOR(load_sequential(&other_gate.arrived) == 1);
    CHECK_IS(backlit_cancel(task), 1);
    let_a_later_grace_pass();
    CHECK_IS(backlit_status(task), BACKLIT_STATE_RUNNING);
    CHECK_IS(backlit_count(BACKLIT_COUNT_DISOWNED), disowned + 1);
    gate_open(&other_gate);
    CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
    CHECK_IS(backlit_exchange()->number, cases[index].result);
    CHECK_IS(backlit_cancelled_by(task), BACKLIT_RUNG_NONE);
    backlit_release(task);
    bury_the_zombies(before);
  }
}

static void a_thread_that_sleeps_in_the_core_is_disowned_too(void) {
  double before = quiet_heap();
  gate_close(&gate);
  store_sequential(&own_handle, 0);
  backlit_task task = submit_with("sleeps_through_its_cancel", 0, BACKLIT_PRIORITY_NORMAL, 0.02);
  store_sequential(&own_handle, task);
  WAIT_FOR(load_sequential(&gate.arrived) > 0);
  CHECK_IS(backlit_cancel(task), 1);
  WAIT_FOR(has_ended(task));
  check_disowned(task);
  backlit_release(task);
  bury_the_zombies(before);
}

static _Atomic int running_rounds;
static _Atomic int last_round; // that may end

BACKLIT_KERNEL(ends_with_its_round, BACKLIT_KILLABLE) {
  int round = (int)backlit_argument_number(call, 0);
  store_sequential(&running_rounds, round);
  while (load_sequential(&last_round) < round) {
  }
  return 0;
}

// The cancel races with the task's own end. The worker must not be disowned over it once it has let
// go of the task: it may have begun the next one.
static void a_cancel_never_hits_the_next_task(void) {
  double before = quiet_heap();
  uint64_t random = 42;
  int ends[2] = {0};
  for (int round = 1; round <= times(2000); round++) {
    backlit_task first = submit_with("ends_with_its_round", round, BACKLIT_PRIORITY_NORMAL, 0);
    WAIT_FOR(load_sequential(&running_rounds) == round);
    backlit_task next[2 * WORKERS];
    for (int index = 0; index < 2 * WORKERS; index++) {
      next[index] = submit_with("is_quick", round, BACKLIT_PRIORITY_NORMAL, 0);
    }
    // Waking the client comes between the task's end and the worker's: time for the worker to go
    // on.
    CHECK_IS(backlit_watch(first), 1);
    CHECK_IS(backlit_client_arm(), 1);
    store_sequential(&last_round, round);
    for (uint32_t delay = random_below(&random, 400); delay > 0; delay--) {
      load_sequential(&last_round);
    }
    bool is_accepted = backlit_cancel(first) == 1;
    for (int index = 0; index < 2 * WORKERS; index++) {
      CHECK_IS(wait_for_end(next[index]), BACKLIT_STATE_DONE);
      CHECK_IS(backlit_exchange()->number, round);
      backlit_release(next[index]);
    }
    WAIT_FOR(backlit_client_next_ended() == first);
    bool is_cancelled = backlit_exchange()->state == BACKLIT_STATE_CANCELLED;
    CHECK(is_cancelled ? is_accepted : backlit_exchange()->state == BACKLIT_STATE_DONE);
    backlit_release(first);
    ends[is_cancelled]++;
  }
  fprintf(stderr, "    %d done, %d cancelled\n", ends[false], ends[true]);
  bury_the_zombies(before);
}

int main(void) {
  runtime_open(WORKERS, 100);
  check_that_all_workers_work(); // and makes the first tasks' records
  WAIT_FOR(all_is_quiet());
  RUN(without_grace_the_worker_is_disowned_in_the_call);
  RUN(after_its_grace_the_worker_is_disowned);
  RUN(a_zombie_changes_nothing_that_anybody_can_read);
  RUN(ten_in_a_row_leave_a_full_pool);
  RUN(tasks_that_wait_for_a_disowned_worker_run_on_its_successor);
  RUN(nobody_is_disowned_who_may_not_be);
  RUN(a_thread_that_sleeps_in_the_core_is_disowned_too);
  RUN(a_cancel_never_hits_the_next_task);
  CHECK_IS(backlit_count(BACKLIT_COUNT_LOST), 0);
  runtime_close();
}
