// Handles and ids: a stale handle never reads or changes another task.
#include "task.h"
#include "test.h"

#include <math.h>

BACKLIT_KERNEL(gives_back, BACKLIT_COOPERATIVE) {
  backlit_call_progress(call, 7);
  backlit_call_fraction(call, 0.5);
  backlit_return_number(call, backlit_argument_number(call, 0));
  return 0;
}

static struct gate gate;

BACKLIT_KERNEL(waits, BACKLIT_COOPERATIVE) {
  gate_pass(&gate);
  backlit_return_number(call, 0);
  return 0;
}

static void check_stale(backlit_task handle) {
  double numbers[4];
  CHECK_IS(backlit_status(handle), BACKLIT_STALE_HANDLE);
  CHECK_IS(backlit_outcome(handle), BACKLIT_STALE_HANDLE);
  CHECK_IS(backlit_cancel(handle), BACKLIT_STALE_HANDLE);
  CHECK_IS(backlit_cancelled_by(handle), BACKLIT_STALE_HANDLE);
  CHECK_IS(backlit_watch(handle), BACKLIT_STALE_HANDLE);
  CHECK_IS(backlit_progress_next(handle), BACKLIT_STALE_HANDLE);
  CHECK_IS(backlit_progress_latest(handle), BACKLIT_STALE_HANDLE);
  CHECK_IS(backlit_progress_numbers(handle, numbers, 4), 0);
  CHECK_IS(backlit_progress_dropped(handle), 0);
  CHECK(isnan(backlit_fraction(handle)));
  backlit_release(handle);
}

static backlit_task run(double number) {
  backlit_task task = submit("gives_back", number);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  return task;
}

static void release_and_wait_for_its_record(backlit_task task) {
  uint32_t count = backlit_count(BACKLIT_COUNT_TASKS);
  backlit_release(task);
  WAIT_FOR(backlit_count(BACKLIT_COUNT_TASKS) == count - 1);
}

static void a_released_handle_is_stale(void) {
  backlit_task task = run(1);
  release_and_wait_for_its_record(task);
  check_stale(task);
}

static void a_record_that_is_used_again_is_not_read_through_an_old_handle(void) {
  backlit_task old[50];
  for (int index = 0; index < 50; index++) {
    backlit_task task = run(index);
    for (int older = 0; older < index; older++) {
      CHECK(old[older] != task);
      check_stale(old[older]);
    }
    CHECK_IS(backlit_outcome(task), BACKLIT_STATE_DONE);
    CHECK_IS(backlit_exchange()->number, index);
    CHECK_IS(backlit_exchange()->has_progress, 1);
    CHECK_IS(backlit_exchange()->fraction, 0.5);
    CHECK_IS(backlit_progress_next(task), 1);
    release_and_wait_for_its_record(task);
    old[index] = task;
  }
}

static void no_other_number_is_a_handle(void) {
  gate_close(&gate);
  backlit_task task = submit("waits", 0);
  WAIT_FOR(load_sequential(&gate.arrived) == 1);
  const double garbage[] = {0.0,
                            -0.0,
                            -1,
                            -task,
                            NAN,
                            INFINITY,
                            -INFINITY,
                            1e300,
                            4503599627370496.0, // 2^52
                            9007199254740992.0, // 2^53
                            18446744073709551616.0,
                            task + 1,       // a record that is free
                            task + 1048576, // another generation
                            task - 1048576,
                            task + 300, // in a chunk that does not exist
                            1048575,
                            BACKLIT_QUEUE_FULL};
  for (size_t index = 0; index < sizeof garbage / sizeof *garbage; index++) {
    check_stale(garbage[index]);
  }
  uint64_t random = 1234567;
  for (int count = 0; count < times(200000); count++) {
    uint64_t bits =
        (uint64_t)random_below(&random, UINT32_MAX) << 32 | random_below(&random, UINT32_MAX);
    double number;
    memcpy(&number, &bits, sizeof number);
    bool is_the_handle = number >= task && number < task + 1; // by chance
    CHECK(is_the_handle || backlit_cancel(number) == BACKLIT_STALE_HANDLE);
  }
  CHECK_IS(backlit_status(task), BACKLIT_STATE_RUNNING);
  gate_open(&gate);
  wait_for_end(task);
  release_and_wait_for_its_record(task);
}

enum { RING = 64 };

// At `index` lie handles of tasks whose number is `index` modulo RING.
static _Atomic double ring[RING];
static _Atomic double stale;
static _Atomic uint32_t newest;
static _Atomic bool has_enough;

static void *hold_the_newest_task(void *client) {
  backlit_client_enter(client);
  while (!load_sequential(&has_enough)) {
    uint32_t index = load_sequential(&newest) % RING;
    struct task *task = task_hold(load_sequential(&ring[index]));
    if (task != NULL) {
      CHECK_IS((uint32_t)task->arguments.number % RING, index);
      task_drop(task);
    }
  }
  return NULL;
}

static void *use_the_stale_handle(void *client) {
  backlit_client_enter(client);
  while (!load_sequential(&has_enough)) {
    double handle = load_sequential(&stale);
    CHECK_IS(backlit_cancel(handle), BACKLIT_STALE_HANDLE);
    CHECK_IS(backlit_status(handle), BACKLIT_STALE_HANDLE);
    CHECK(backlit_watch(handle) <= 0);
  }
  return NULL;
}

// The threads touch the record's count of references while it is freed and used again.
static void stale_handles_harm_nobody_while_their_record_changes_hands(void) {
  pthread_t threads[4];
  backlit_task task = run(0);
  release_and_wait_for_its_record(task);
  store_sequential(&stale, task);
  for (int index = 0; index < 4; index++) {
    void *(*use)(void *) = index % 2 == 0 ? use_the_stale_handle : hold_the_newest_task;
    CHECK_IS(pthread_create(&threads[index], NULL, use, open_client()), 0);
  }
  for (int count = 1; count <= times(10000); count++) {
    task = submit("gives_back", count);
    store_sequential(&ring[count % RING], task);
    store_sequential(&newest, (uint32_t)count);
    CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
    CHECK_IS(backlit_exchange()->number, count);
    CHECK_IS(backlit_progress_next(task), 1);
    CHECK_IS(backlit_exchange()->number, 7);
    // The record that is used next is the one that was freed last.
    backlit_release(task);
    WAIT_FOR(backlit_status(task) == BACKLIT_STALE_HANDLE);
    store_sequential(&stale, task);
  }
  store_sequential(&has_enough, true);
  for (int index = 0; index < 4; index++) {
    CHECK_IS(pthread_join(threads[index], NULL), 0);
  }
  WAIT_FOR(backlit_count(BACKLIT_COUNT_TASKS) == 0);
}

static int compare_ids(const void *one, const void *other) { return memcmp(one, other, 16); }

// In each round the same records are used again.
static void ids_are_unique_and_look_like_uuids(void) {
  enum { COUNT = 5000, ROUND = 500 };
  static uint8_t ids[COUNT][16];
  static backlit_task tasks[COUNT];
  for (int first = 0; first < COUNT; first += ROUND) {
    for (int index = first; index < first + ROUND; index++) {
      tasks[index] = submit("gives_back", index);
      backlit_id(tasks[index], ids[index]);
      CHECK_IS(ids[index][6] >> 4, 4);
      CHECK_IS(ids[index][8] >> 6, 2);
    }
    for (int index = first; index < first + ROUND; index++) {
      uint8_t again[16];
      wait_for_end(tasks[index]);
      backlit_release(tasks[index]);
      backlit_id(tasks[index], again);
      CHECK(memcmp(again, ids[index], 16) == 0);
    }
  }
  qsort(ids, COUNT, sizeof *ids, compare_ids);
  for (int index = 1; index < COUNT; index++) {
    CHECK(memcmp(ids[index - 1], ids[index], 16) != 0);
  }
}

int main(void) {
  runtime_open(2, 10000);
  RUN(a_released_handle_is_stale);
  RUN(a_record_that_is_used_again_is_not_read_through_an_old_handle);
  RUN(no_other_number_is_a_handle);
  RUN(stale_handles_harm_nobody_while_their_record_changes_hands);
  RUN(ids_are_unique_and_look_like_uuids);
  WAIT_FOR(all_is_quiet());
  runtime_close();
}
