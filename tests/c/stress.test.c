// Several clients submit, watch, cancel, read and release at random, on few workers. Each task must
// end once and right, and each watched one must come exactly once.
#include "test.h"

enum { CLIENTS = 3, WORKERS = 2, OWN_TASKS = 30, MAX_PENDING = 60 };

static _Atomic int ends[5]; // by state, of watched tasks

BACKLIT_KERNEL(squares, BACKLIT_KILLABLE) {
  double number = backlit_argument_number(call, 0);
  backlit_return_number(call, number * number);
  return 0;
}

BACKLIT_KERNEL(fails, BACKLIT_COOPERATIVE) { return backlit_fail(call, "as it should"); }

BACKLIT_KERNEL(gives_progress, BACKLIT_KILLABLE) {
  double number = backlit_argument_number(call, 0);
  for (int count = 0; count < 300; count++) {
    if (backlit_call_cancel_requested(call)) {
      return BACKLIT_CANCELLED;
    }
    backlit_call_progress(call, number + count);
    backlit_call_fraction(call, count / 300.0);
  }
  return 0;
}

// Is killed if its cancel comes in time.
BACKLIT_KERNEL(ignores_its_cancel, BACKLIT_KILLABLE) {
  unsigned char *bytes = backlit_arena(call, 100);
  for (volatile int count = 0; count < 20000; count = count + 1) {
    bytes[count % 100]++;
  }
  backlit_return_array(call, BACKLIT_TYPE_UINT8, 64);
  return 0;
}

static const char *const kernels[] = {"squares", "fails", "gives_progress", "ignores_its_cancel"};

struct own_task {
  backlit_task handle; // 0: none
  int kernel;
  double number;
  bool watched;
  bool cancelled;
  bool came;
  int state; // the last one seen
};

static void check_outcome(const struct own_task *task, int state) {
  const struct backlit_exchange *outcome = backlit_exchange();
  switch (state) {
  case BACKLIT_STATE_DONE:
    CHECK(task->kernel != 1);
    CHECK(task->kernel != 0 || outcome->number == task->number * task->number);
    CHECK(task->kernel != 3 || value_in(outcome->payload, 0)->length == 64);
    break;
  case BACKLIT_STATE_ERROR:
    CHECK_IS(task->kernel, 1);
    CHECK_IS(outcome->number, BACKLIT_KERNEL_FAILED);
    CHECK_IS(backlit_payload_size(outcome->payload), strlen("as it should"));
    break;
  case BACKLIT_STATE_CANCELLED:
    CHECK(task->cancelled);
    CHECK_IS(outcome->kind, BACKLIT_KIND_EMPTY);
    break;
  default:
    CHECK(state == BACKLIT_STATE_PENDING || state == BACKLIT_STATE_RUNNING);
  }
}

static void look_at(struct own_task *task) {
  int state = backlit_outcome(task->handle);
  check_outcome(task, state);
  CHECK(state >= task->state);
  CHECK(task->state < BACKLIT_STATE_DONE || state == task->state);
  task->state = state;
  double numbers[10];
  uint32_t count = backlit_progress_numbers(task->handle, numbers, 10);
  CHECK(count == 0 || task->kernel == 2);
  for (uint32_t index = 0; index < count; index++) {
    CHECK(numbers[index] >= task->number && numbers[index] < task->number + 300);
  }
}

static void submit_one(struct own_task *task, uint64_t *random) {
  const double graces[] = {0, -1, 0.0005, 60};
  int kernel = (int)random_below(random, 4);
  double number = random_below(random, 1000000);
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_NUMBER, .number = number};
  backlit_task handle = try_submit(kernel_number(kernels[kernel]), arguments,
                                   (int)random_below(random, 3), graces[random_below(random, 4)]);
  if (handle == BACKLIT_QUEUE_FULL) {
    nap();
  } else {
    CHECK(handle > 0);
    *task = (struct own_task){.handle = handle, .kernel = kernel, .number = number};
  }
}

static void release(struct own_task *task) {
  backlit_release(task->handle);
  task->handle = 0;
}

static void act(struct own_task *task, uint64_t *random) {
  if (task->handle == 0) {
    submit_one(task, random);
    return;
  }
  switch (random_below(random, 5)) {
  case 0:
    if (!task->watched) {
      task->watched = backlit_watch(task->handle) == 1;
      CHECK(task->watched || has_ended(task->handle));
    }
    break;
  case 1:
    task->cancelled = true;
    CHECK(backlit_cancel(task->handle) >= 0);
    break;
  case 2:
    look_at(task);
    break;
  case 3: // a watched task is kept until it comes
    if (!task->watched || task->came) {
      release(task);
    }
    break;
  default:
    sched_yield();
  }
}

static void take_ended(struct own_task *tasks) {
  for (backlit_task ended; (ended = backlit_client_next_ended()) != 0;) {
    int index = 0;
    while (tasks[index].handle != ended) {
      CHECK(++index < OWN_TASKS);
    }
    struct own_task *task = &tasks[index];
    CHECK(task->watched && !task->came);
    task->came = true;
    int state = (int)backlit_exchange()->state;
    CHECK(state >= BACKLIT_STATE_DONE);
    check_outcome(task, state);
    add_sequential(&ends[state], 1);
    look_at(task);
    CHECK_IS(task->state, state);
  }
}

static void *be_a_client(void *client) {
  backlit_client_enter(client);
  struct own_task tasks[OWN_TASKS] = {0};
  uint64_t random = (uint64_t)(uintptr_t)client;
  for (int step = 0; step < times(200000); step++) {
    act(&tasks[random_below(&random, OWN_TASKS)], &random);
    take_ended(tasks);
  }
  for (int index = 0; index < OWN_TASKS; index++) {
    if (tasks[index].handle != 0) {
      WAIT_FOR((take_ended(tasks), has_ended(tasks[index].handle)) &&
               (!tasks[index].watched || tasks[index].came));
      look_at(&tasks[index]);
      release(&tasks[index]);
    }
  }
  CHECK_IS(backlit_client_arm(), 1);
  return NULL;
}

static void clients_do_not_disturb_each_other(void) {
  WAIT_FOR(all_is_quiet());
  pthread_t threads[CLIENTS];
  struct backlit_client *clients[CLIENTS];
  for (int index = 0; index < CLIENTS; index++) {
    clients[index] = open_client();
  }
  double before = backlit_heap_used();
  for (int index = 0; index < CLIENTS; index++) {
    CHECK_IS(pthread_create(&threads[index], NULL, be_a_client, clients[index]), 0);
  }
  for (int index = 0; index < CLIENTS; index++) {
    CHECK_IS(pthread_join(threads[index], NULL), 0);
  }
  CHECK_IS(quiet_heap(), before);
  CHECK_IS(backlit_count(BACKLIT_COUNT_LOST), 0);
  for (int state = BACKLIT_STATE_DONE; state <= BACKLIT_STATE_CANCELLED; state++) {
    CHECK(load_sequential(&ends[state]) > 0);
  }
  fprintf(stderr, "    %d done, %d failed, %d cancelled, %u disowned\n", ends[BACKLIT_STATE_DONE],
          ends[BACKLIT_STATE_ERROR], ends[BACKLIT_STATE_CANCELLED],
          backlit_count(BACKLIT_COUNT_DISOWNED));
}

int main(void) {
  runtime_open(WORKERS, MAX_PENDING);
  backlit_release(submit("squares", 2)); // makes the first tasks' records
  RUN(clients_do_not_disturb_each_other);
  runtime_close();
}
