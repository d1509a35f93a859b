// Tasks that run tasks: a client in a worker's thread, which may be lost at any moment.
#include "test.h"

enum { WORKERS = 3 };

// What the host's function does, by the number in its argument; a larger one goes on for ever.
enum { MEETS_THE_OTHERS, RUNS_TASKS, WRITES_LATE, DIES_WITH_ALL_THERE_IS, GOES_ON_FOR_EVER };

static struct gate gate;
static int32_t function;
static _Atomic int rounds; // of who goes on for ever
static _Atomic double late_task;

BACKLIT_KERNEL(adds_one, BACKLIT_KILLABLE) {
  backlit_call_progress(call, 7);
  backlit_return_number(call, backlit_argument_number(call, 0) + 1);
  return 0;
}

BACKLIT_KERNEL(reverses, BACKLIT_KILLABLE) {
  uint32_t length;
  uint32_t type;
  const unsigned char *bytes = backlit_argument_bytes(call, 0, &length, &type);
  unsigned char *result = backlit_return_array(call, type, length);
  for (uint32_t index = 0; index < length; index++) {
    result[index] = bytes[length - 1 - index];
  }
  return 0;
}

// In WebAssembly the client is another instance of the module, with thread-local storage of its
// own.
static _Thread_local struct thread instance;

static void enter_client(void) {
  struct backlit_client *client = instance.client == NULL ? backlit_client_open(1) : NULL;
  current_thread = instance;
  if (client != NULL) {
    backlit_client_enter(client);
    instance = current_thread;
  }
}

static backlit_task submit_array(uint32_t size) {
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_VALUES,
                                       .payload = values_create(1, size, 0)};
  *value_in(arguments.payload, 0) = (struct backlit_value){
      .type = BACKLIT_TYPE_UINT8, .length = size, .address = VALUES_HEAD + 16};
  backlit_task task = try_submit(kernel_number("reverses"), arguments, BACKLIT_PRIORITY_NORMAL, 60);
  if (task < 0) {
    backlit_payload_release(arguments.payload);
  }
  return task;
}

static double run_a_task(double number) {
  backlit_task task = submit("adds_one", number);
  if (backlit_watch(task) == 0) {
    backlit_outcome(task);
  } else {
    WAIT_FOR(backlit_client_next_ended() == task);
  }
  double result = backlit_exchange()->number;
  CHECK_IS(backlit_exchange()->state, BACKLIT_STATE_DONE);
  CHECK_IS(backlit_progress_next(task), 1);
  CHECK_IS(backlit_exchange()->number, 7);
  backlit_release(task);
  return result;
}

static backlit_task submit_to_host(int what, double grace) {
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_NUMBER, .number = what};
  backlit_task task = try_submit(function, arguments, BACKLIT_PRIORITY_NORMAL, grace);
  CHECK(task > 0);
  return task;
}

// Tasks that have ended, seen and not, and one that goes on; payloads of its own and read.
static void leave_all_there_is(void) {
  for (int count = 0; count < 2;) { // watched before their end
    count += backlit_watch(submit_array(100));
  }
  WAIT_FOR(backlit_client_next_ended() != 0);
  backlit_task late = submit_to_host(WRITES_LATE, 60);
  backlit_watch(late);
  store_sequential(&late_task, late);
  backlit_payload_create(100, 0);
  WAIT_FOR(load_sequential(&gate.arrived) == 1);
}

static void go_on_for_ever(uint64_t random) {
  for (;; add_sequential(&rounds, 1)) {
    if (backlit_count(BACKLIT_COUNT_PENDING) > 50) {
      continue;
    }
    backlit_task task = submit_array(random_below(&random, 200));
    if (random_below(&random, 2) == 0) {
      backlit_cancel(task);
    }
    if (random_below(&random, 2) == 0) {
      backlit_watch(task);
    }
    while (random_below(&random, 3) > 0) {
      backlit_outcome(task);
      backlit_progress_next(task);
      backlit_client_next_ended();
    }
    backlit_release(task);
    backlit_payload_release(backlit_payload_create(50, 0));
  }
}

static void write_late(backlit_task task) {
  gate_pass(&gate);
  *backlit_exchange() = (struct backlit_exchange){.payload = backlit_payload_create(10, 0)};
  CHECK_IS(backlit_output(task, 1, 1), 0);
}

static double run_function(backlit_task task, int what) {
  if (what == WRITES_LATE) {
    write_late(task);
    return 0;
  }
  struct thread worker = current_thread;
  double result = 0;
  enter_client();
  if (what == MEETS_THE_OTHERS) {
    gate_pass(&gate);
  } else if (what == RUNS_TASKS) {
    while (result < 20) {
      result = run_a_task(result);
    }
  } else if (what == DIES_WITH_ALL_THERE_IS) {
    leave_all_there_is();
    current_thread = worker;
    die();
  } else {
    go_on_for_ever((uint64_t)what);
  }
  current_thread = worker;
  return result;
}

static void run_worker(int role) {
  CHECK_IS(role, BACKLIT_ROLE_COMPUTE);
  for (backlit_task task; (task = backlit_take(1)) != BACKLIT_CANCELLED;) {
    double result = run_function(task, (int)backlit_exchange()->number);
    *backlit_exchange() = (struct backlit_exchange){.kind = BACKLIT_KIND_NUMBER, .number = result};
    backlit_finish(task, 1, BACKLIT_STATE_DONE, 0);
  }
}

// The heap when each worker has a client and nothing else is in it.
static double quiet_heap_with_clients(void) {
  WAIT_FOR(all_is_quiet());
  gate_close(&gate);
  backlit_task tasks[WORKERS];
  for (int index = 0; index < WORKERS; index++) {
    tasks[index] = submit_to_host(MEETS_THE_OTHERS, 60);
  }
  WAIT_FOR(load_sequential(&gate.arrived) == WORKERS);
  gate_open(&gate);
  for (int index = 0; index < WORKERS; index++) {
    CHECK_IS(wait_for_end(tasks[index]), BACKLIT_STATE_DONE);
    backlit_release(tasks[index]);
  }
  return quiet_heap();
}

static void a_task_runs_tasks(void) {
  double heap = quiet_heap_with_clients();
  for (int round = 0; round < times(100); round++) {
    backlit_task tasks[WORKERS - 1]; // one worker is left for theirs
    for (int index = 0; index < WORKERS - 1; index++) {
      tasks[index] = submit_to_host(RUNS_TASKS, 60);
    }
    for (int index = 0; index < WORKERS - 1; index++) {
      CHECK_IS(wait_for_end(tasks[index]), BACKLIT_STATE_DONE);
      CHECK_IS(backlit_exchange()->number, 20);
      backlit_release(tasks[index]);
    }
  }
  CHECK_IS(quiet_heap_with_clients(), heap);
}

static void the_tasks_of_a_lost_task_go_on_and_leave_nothing_behind(void) {
  double heap = quiet_heap_with_clients();
  for (int round = 0; round < 3; round++) {
    gate_close(&gate);
    backlit_task task = submit_to_host(DIES_WITH_ALL_THERE_IS, 60);
    CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
    backlit_release(task);
    WAIT_FOR(pool_is_full());
    CHECK_IS(backlit_status(load_sequential(&late_task)), BACKLIT_STATE_RUNNING);
    gate_open(&gate);
    WAIT_FOR(backlit_status(load_sequential(&late_task)) == BACKLIT_STALE_HANDLE);
    CHECK_IS(quiet_heap_with_clients(), heap);
  }
}

// No lock stays held, and nothing of theirs in memory.
static void tasks_that_run_tasks_are_lost_at_any_moment(void) {
  double heap = quiet_heap_with_clients();
  uint64_t random = 42;
  for (int round = 0; round < times(500); round++) {
    store_sequential(&rounds, 0);
    backlit_task task = submit_to_host(GOES_ON_FOR_EVER + round, 0);
    WAIT_FOR(load_sequential(&rounds) > 0);
    for (uint32_t delay = random_below(&random, 5000); delay > 0; delay--) {
      load_sequential(&rounds);
    }
    CHECK_IS(backlit_cancel(task), 1);
    backlit_release(task);
  }
  CHECK_IS(quiet_heap_with_clients(), heap);
}

int main(void) {
  host_native_run_workers_with(run_worker);
  runtime_open(WORKERS, 100);
  function = backlit_function_intern("function", 8);
  backlit_function_found(function, 0);
  RUN(a_task_runs_tasks);
  RUN(the_tasks_of_a_lost_task_go_on_and_leave_nothing_behind);
  RUN(tasks_that_run_tasks_are_lost_at_any_moment);
  runtime_close();
}
