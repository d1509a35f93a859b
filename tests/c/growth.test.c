// A pool that grows on demand: workers are added when tasks would have to wait, and not before.
#include "task.h"
#include "test.h"

enum { MOST_WORKERS = 40 };

static struct gate gate;
static struct gate boot_gate;
static struct gate late_gate;
static int32_t host_function;
static _Atomic bool dies_at_boot; // the next one there

BACKLIT_KERNEL(is_quick, BACKLIT_COOPERATIVE) {
  (void)call;
  return 0;
}

BACKLIT_KERNEL(waits, BACKLIT_KILLABLE) {
  (void)call;
  gate_pass(&gate);
  return 0;
}

BACKLIT_KERNEL(fails, BACKLIT_KILLABLE) {
  (void)call;
  return BACKLIT_KERNEL_FAILED;
}

// The host's only function fails at first, then waits. Its host dallies after each attempt.
static void run_host_function(backlit_task task) {
  uint32_t attempt = backlit_exchange()->attempt;
  if (attempt > 1) {
    gate_pass(&gate);
  }
  *backlit_exchange() = (struct backlit_exchange){.kind = BACKLIT_KIND_EMPTY};
  backlit_finish(task, attempt, attempt > 1 ? BACKLIT_STATE_DONE : BACKLIT_STATE_ERROR, 1);
  gate_pass(&late_gate);
}

// As a host that boots its interpreter before it asks for tasks.
static void run_worker(int role) {
  CHECK_IS(role, BACKLIT_ROLE_COMPUTE);
  gate_pass(&boot_gate);
  if (exchange_sequential(&dies_at_boot, false)) {
    die();
  }
  for (backlit_task task; (task = backlit_take(1)) != BACKLIT_CANCELLED;) {
    run_host_function(task);
  }
}

static void end_all(const backlit_task *tasks, int count) {
  for (int index = 0; index < count; index++) {
    CHECK_IS(wait_for_end(tasks[index]), BACKLIT_STATE_DONE);
    backlit_release(tasks[index]);
  }
}

static void a_worker_that_has_reported_an_end_will_take_the_next_task(void) {
  gate_close(&late_gate);
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_EMPTY};
  backlit_task task = try_submit(host_function, arguments, BACKLIT_PRIORITY_NORMAL, 60);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  backlit_release(task);
  backlit_task next = submit("is_quick", 0);
  let_supervisor_look();
  CHECK(pool_has(1));
  CHECK_IS(backlit_status(next), BACKLIT_STATE_PENDING);
  gate_open(&late_gate);
  end_all(&next, 1);
}

static void a_disowned_worker_needs_no_further_one(void) {
  for (int round = 0; round < 10; round++) {
    gate_close(&gate);
    backlit_task task = submit_with("waits", 0, BACKLIT_PRIORITY_NORMAL, 0);
    WAIT_FOR(load_sequential(&gate.arrived) == 1);
    CHECK_IS(backlit_cancel(task), 1);
    backlit_task next = submit("is_quick", 0);
    end_all(&next, 1);
    gate_open(&gate);
    backlit_release(task);
    WAIT_FOR(backlit_count(BACKLIT_COUNT_ZOMBIES) == 0);
  }
  WAIT_FOR(pool_has(1));
}

static void a_worker_that_still_boots_will_take_a_task(void) {
  gate_close(&boot_gate);
  gate_close(&gate);
  backlit_task zombie = submit_with("waits", 0, BACKLIT_PRIORITY_NORMAL, 0);
  WAIT_FOR(load_sequential(&gate.arrived) == 1);
  CHECK_IS(backlit_cancel(zombie), 1); // its successor boots
  backlit_release(zombie);
  gate_open(&gate);
  WAIT_FOR(backlit_count(BACKLIT_COUNT_ZOMBIES) == 0);
  WAIT_FOR(load_sequential(&boot_gate.arrived) == 1);

  backlit_task tasks[2] = {submit("is_quick", 0)};
  let_supervisor_look();
  WAIT_FOR(pool_has(1));
  CHECK_IS(backlit_count(BACKLIT_COUNT_BUSY), 0);
  tasks[1] = submit("is_quick", 0);
  WAIT_FOR(pool_has(2));
  CHECK_IS(backlit_status(tasks[0]), BACKLIT_STATE_PENDING);
  CHECK_IS(backlit_status(tasks[1]), BACKLIT_STATE_PENDING);
  WAIT_FOR(load_sequential(&boot_gate.arrived) == 2);
  gate_open(&boot_gate);
  end_all(tasks, 2);
}

static void who_dies_while_it_boots_is_replaced(void) {
  gate_close(&boot_gate);
  gate_close(&gate);
  backlit_task tasks[4];
  for (int index = 0; index < 3; index++) {
    tasks[index] = submit("waits", 0);
  }
  WAIT_FOR(pool_has(3));
  WAIT_FOR(load_sequential(&boot_gate.arrived) == 1);
  uint32_t lost = backlit_count(BACKLIT_COUNT_LOST);
  store_sequential(&dies_at_boot, true);
  gate_open(&boot_gate);
  WAIT_FOR(load_sequential(&gate.arrived) == 3);
  CHECK_IS(backlit_count(BACKLIT_COUNT_LOST), lost + 1);
  CHECK_IS(backlit_count(BACKLIT_COUNT_BUSY), 3);
  WAIT_FOR(pool_has(3));
  gate_open(&gate);
  end_all(tasks, 3);
}

static const struct backlit_options two_attempts = {
    .grace = 60, .base_delay = 5, .max_delay = 5, .max_attempts = 2, .retried_errors = UINT32_MAX};

static void submit_waiting(backlit_task *tasks, uint32_t count) {
  gate_close(&gate);
  for (uint32_t index = 0; index < count; index++) {
    tasks[index] = submit("waits", 0);
  }
  WAIT_FOR(load_sequential(&gate.arrived) == (int)count);
}

static void a_retry_adds_a_worker_too(void) {
  backlit_task tasks[MOST_WORKERS];
  uint32_t workers = backlit_count(BACKLIT_COUNT_WORKERS);
  backlit_set_clock(1000);
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_EMPTY};
  backlit_task retried = try_submit_as(kernel_number("fails"), arguments, two_attempts);
  WAIT_FOR((load_sequential(&task_find(retried)->life) & LIFE_WAITING) != 0);
  submit_waiting(tasks, workers);
  CHECK(pool_has(workers));
  backlit_set_clock(1005);
  CHECK_IS(wait_for_end(retried), BACKLIT_STATE_ERROR);
  WAIT_FOR(pool_has(workers + 1));
  backlit_release(retried);
  gate_open(&gate);
  end_all(tasks, (int)workers);
}

// The worker that the next task would have is taken by a task that stays with it.
static void a_task_that_stays_with_its_worker_leaves_others_waiting(void) {
  backlit_task tasks[MOST_WORKERS];
  uint32_t workers = backlit_count(BACKLIT_COUNT_WORKERS);
  submit_waiting(tasks, workers - 1);
  gate_close(&late_gate);
  backlit_set_clock(2000);
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_EMPTY};
  struct backlit_options options = two_attempts;
  options.stays = 1;
  tasks[workers - 1] = try_submit_as(host_function, arguments, options);
  WAIT_FOR(load_sequential(&late_gate.arrived) == 1);
  backlit_set_clock(2005);
  let_supervisor_look();
  tasks[workers] = submit("waits", 0);
  let_supervisor_look();
  CHECK(pool_has(workers));
  gate_open(&late_gate);
  WAIT_FOR(load_sequential(&gate.arrived) == (int)workers + 1);
  WAIT_FOR(pool_has(workers + 1));
  gate_open(&gate);
  end_all(tasks, (int)workers + 1);
}

// Whoever takes one of the tasks may not have told anybody yet when the next one comes.
static void as_many_tasks_as_there_may_be_workers_run_at_once(void) {
  gate_close(&gate);
  backlit_task tasks[MOST_WORKERS];
  for (int index = 0; index < MOST_WORKERS; index++) {
    tasks[index] = submit("waits", 0);
    if (index % 2 == 0) {
      WAIT_FOR(load_sequential(&gate.arrived) == index + 1);
    }
  }
  WAIT_FOR(load_sequential(&gate.arrived) == MOST_WORKERS);
  backlit_task more = submit("is_quick", 0);
  WAIT_FOR(pool_is_full());
  CHECK_IS(backlit_status(more), BACKLIT_STATE_PENDING);
  CHECK_IS(backlit_count(BACKLIT_COUNT_BUSY), MOST_WORKERS);
  gate_open(&gate);
  end_all(tasks, MOST_WORKERS);
  end_all(&more, 1);
}

int main(void) {
  host_native_run_workers_with(run_worker);
  gate_open(&boot_gate);
  runtime_open_growing(MOST_WORKERS, 1, 100);
  host_function = backlit_function_intern("host_function", 13);
  backlit_function_found(host_function, 0);
  RUN(a_worker_that_has_reported_an_end_will_take_the_next_task);
  RUN(a_disowned_worker_needs_no_further_one);
  RUN(a_worker_that_still_boots_will_take_a_task);
  RUN(who_dies_while_it_boots_is_replaced);
  RUN(a_retry_adds_a_worker_too);
  RUN(a_task_that_stays_with_its_worker_leaves_others_waiting);
  RUN(as_many_tasks_as_there_may_be_workers_run_at_once);
  WAIT_FOR(all_is_quiet());
  runtime_close();
}
