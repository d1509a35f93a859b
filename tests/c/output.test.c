// Output: what tasks write goes to the client that submitted them, in order, before their end.
#include "test.h"

enum { MAX_BYTES = 4 << 20 };

// What the host's function does, by the number in its argument: writes so many texts of 1000 bytes;
// or one that is larger than the bound; or what else is here.
enum { WRITES_HUGE = -1, WRITES_AND_WAITS = -2, WRITES_AND_DIES = -3, WRITES_IN_VAIN = -4 };

static struct gate gate;
static int32_t function;
static int32_t async_function;

static int write_text(backlit_task task, int byte, size_t size) {
  struct backlit_payload *payload = backlit_payload_create(size, 0);
  CHECK(payload != NULL);
  memset(backlit_payload_bytes(payload), byte, size);
  *backlit_exchange() = (struct backlit_exchange){.payload = payload};
  return backlit_output(task, 1, 1 + (uint32_t)byte % 2);
}

static void run_function(backlit_task task, int what) {
  switch (what) {
  case WRITES_HUGE:
    CHECK_IS(write_text(task, 1, MAX_BYTES + 1), 0);
    break;
  case WRITES_AND_WAITS: // without looking at the core, as a zombie
    CHECK_IS(write_text(task, 1, 10), 0);
    gate_pass(&gate);
    CHECK_IS(write_text(task, 2, 10), 0);
    break;
  case WRITES_AND_DIES:
    CHECK_IS(write_text(task, 1, 10), 0);
    backlit_payload_create(10, 0);
    die();
    break;
  case WRITES_IN_VAIN: {
    struct backlit_payload *payload = backlit_payload_create(10, 0);
    *backlit_exchange() = (struct backlit_exchange){.payload = payload};
    host_native_fail_allocations_after(0);
    CHECK_IS(backlit_output(task, 1, 1), BACKLIT_OUT_OF_MEMORY);
    host_native_fail_allocations_after(-1);
    CHECK_IS(backlit_output(1e15, 1, 1), BACKLIT_STALE_HANDLE);
    backlit_payload_release(payload);
    break;
  }
  default:
    for (int count = 0; count < what; count++) {
      CHECK_IS(write_text(task, count % 256, 1000), 0);
    }
  }
}

static void run_worker(int role) {
  for (;; nap()) {
    backlit_task task = backlit_take(role == BACKLIT_ROLE_COMPUTE);
    if (task == BACKLIT_CANCELLED) {
      return;
    }
    if (task != 0) {
      run_function(task, (int)backlit_exchange()->number);
      *backlit_exchange() = (struct backlit_exchange){.kind = BACKLIT_KIND_EMPTY};
      backlit_finish(task, 1, BACKLIT_STATE_DONE, 0);
    }
  }
}

static backlit_task submit_to(int32_t which, int what, double grace) {
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_NUMBER, .number = what};
  backlit_task task = try_submit(which, arguments, BACKLIT_PRIORITY_NORMAL, grace);
  CHECK(task > 0);
  return task;
}

static void run(int what) {
  backlit_task task = submit_to(function, what, 60);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  backlit_release(task);
}

static void check_next(int byte, size_t size) {
  CHECK_IS(backlit_client_next_output(), 1 + byte % 2);
  struct backlit_payload *payload = backlit_exchange()->payload;
  CHECK_IS(backlit_payload_size(payload), size);
  const unsigned char *bytes = backlit_payload_bytes(payload);
  CHECK_IS(bytes[0], byte);
  CHECK_IS(bytes[size - 1], byte);
  backlit_payload_release(payload);
}

static void texts_are_there_in_order_when_the_task_has_ended(void) {
  CHECK_IS(backlit_client_next_output(), 0);
  double heap = quiet_heap();
  for (int round = 0; round < times(1000); round++) {
    run(3);
    for (int byte = 0; byte < 3; byte++) {
      check_next(byte, 1000);
    }
    CHECK_IS(backlit_client_next_output(), 0);
  }
  CHECK_IS(backlit_client_output_dropped(), 0);
  CHECK_IS(quiet_heap(), heap);
}

static void output_wakes_an_armed_client(void) {
  for (int round = 0; round < times(1000); round++) {
    uint32_t seen = load_sequential(backlit_client_wake_word());
    CHECK_IS(backlit_client_arm(), 1);
    backlit_task task = submit_to(function, 1, 60);
    WAIT_FOR(load_sequential(backlit_client_wake_word()) != seen);
    check_next(0, 1000);
    backlit_release(task);
  }
}

static void arming_refuses_while_there_is_output(void) {
  run(2);
  CHECK_IS(backlit_client_arm(), 0);
  check_next(0, 1000);
  CHECK_IS(backlit_client_arm(), 0);
  check_next(1, 1000);
  CHECK_IS(backlit_client_arm(), 1);
}

static void past_the_bound_the_oldest_go(void) {
  double heap = quiet_heap();
  enum { COUNT = 6000 };
  run(COUNT);
  double dropped = backlit_client_output_dropped();
  CHECK(dropped > COUNT - MAX_BYTES / 1000 && dropped < COUNT - MAX_BYTES / 1200);
  CHECK(quiet_heap() - heap < MAX_BYTES * 1.1);
  for (int count = (int)dropped; count < COUNT; count++) {
    check_next(count % 256, 1000);
  }
  CHECK_IS(backlit_client_next_output(), 0);
  CHECK_IS(quiet_heap(), heap);
}

static void the_newest_stays_however_large(void) {
  double dropped = backlit_client_output_dropped();
  run(5);
  run(WRITES_HUGE);
  CHECK_IS(backlit_client_output_dropped(), dropped + 5);
  run(1);
  CHECK_IS(backlit_client_output_dropped(), dropped + 6);
  check_next(0, 1000);
  run(WRITES_HUGE);
  check_next(1, MAX_BYTES + 1);
}

static void an_attempt_that_was_given_up_may_still_write(void) {
  gate_close(&gate);
  backlit_task task = submit_to(async_function, WRITES_AND_WAITS, 0);
  WAIT_FOR(load_sequential(&gate.arrived) == 1);
  check_next(1, 10);
  CHECK_IS(backlit_cancel(task), 1);
  CHECK_IS(backlit_status(task), BACKLIT_STATE_CANCELLED);
  backlit_release(task);
  gate_open(&gate);
  WAIT_FOR(backlit_client_arm() == 0);
  check_next(2, 10);
}

static void what_a_dead_worker_wrote_stays(void) {
  double heap = quiet_heap();
  backlit_task task = submit_to(function, WRITES_AND_DIES, 60);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  backlit_release(task);
  WAIT_FOR(all_is_quiet());
  check_next(1, 10);
  CHECK_IS(quiet_heap(), heap);
}

static void what_cannot_be_written_is_still_the_writers(void) {
  double heap = quiet_heap();
  run(WRITES_IN_VAIN);
  CHECK_IS(backlit_client_next_output(), 0);
  CHECK_IS(quiet_heap(), heap);
}

static void *be_another_client(void *client) {
  backlit_client_enter(client);
  for (int round = 0; round < times(500); round++) {
    run(2);
    check_next(0, 1000);
    check_next(1, 1000);
    CHECK_IS(backlit_client_next_output(), 0);
  }
  return NULL;
}

static void each_client_gets_what_its_own_tasks_wrote(void) {
  pthread_t other;
  CHECK_IS(pthread_create(&other, NULL, be_another_client, open_client()), 0);
  for (int round = 0; round < times(500); round++) {
    run(1);
    check_next(0, 1000);
    CHECK_IS(backlit_client_next_output(), 0);
  }
  CHECK_IS(pthread_join(other, NULL), 0);
}

static void writers_race_with_the_reader(void) {
  double heap = quiet_heap();
  backlit_task tasks[10];
  for (int index = 0; index < 10; index++) {
    tasks[index] = submit_to(function, 200, 60);
  }
  for (int count = 0; count < 2000;) {
    if (backlit_client_next_output() != 0) {
      backlit_payload_release(backlit_exchange()->payload);
      count++;
    }
  }
  CHECK_IS(backlit_client_next_output(), 0);
  for (int index = 0; index < 10; index++) {
    WAIT_FOR(has_ended(tasks[index]));
    backlit_release(tasks[index]);
  }
  CHECK_IS(quiet_heap(), heap);
}

int main(void) {
  host_native_run_workers_with(run_worker);
  runtime_open(2, 100);
  function = backlit_function_intern("write", 5);
  backlit_function_found(function, 0);
  async_function = backlit_function_intern("write asynchronously", 20);
  backlit_function_found(async_function, 1);
  run(1);
  check_next(0, 1000);
  RUN(texts_are_there_in_order_when_the_task_has_ended);
  RUN(output_wakes_an_armed_client);
  RUN(arming_refuses_while_there_is_output);
  RUN(past_the_bound_the_oldest_go);
  RUN(the_newest_stays_however_large);
  RUN(an_attempt_that_was_given_up_may_still_write);
  RUN(what_a_dead_worker_wrote_stays);
  RUN(what_cannot_be_written_is_still_the_writers);
  RUN(each_client_gets_what_its_own_tasks_wrote);
  RUN(writers_race_with_the_reader);
  runtime_close();
}
