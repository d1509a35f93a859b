// What clients publish: a worker sees it, and may hold it for as long as it lives.
#include "test.h"

enum { SLOT = 3, SIZE = 1000 };

// What the host's function does, by the number in its argument.
enum { READS, KEEPS, KEEPS_AND_DIES };

static int32_t function;

// All bytes of a published payload are the same.
static double read_published(struct backlit_hold *hold) {
  struct backlit_payload *payload = backlit_held(hold);
  CHECK_IS(backlit_payload_size(payload), SIZE);
  const unsigned char *bytes = backlit_payload_bytes(payload);
  for (int index = 1; index < SIZE; index++) {
    CHECK_IS(bytes[index], bytes[0]);
  }
  return bytes[0];
}

static void run_worker(int role) {
  CHECK_IS(role, BACKLIT_ROLE_COMPUTE);
  for (backlit_task task; (task = backlit_take(1)) != BACKLIT_CANCELLED;) {
    int what = (int)backlit_exchange()->number;
    uint32_t publications = backlit_publications();
    struct backlit_hold *hold = backlit_published(SLOT);
    double read = hold == NULL ? -1 : read_published(hold);
    if (what == READS && hold != NULL) {
      backlit_hold_end(hold);
    } else if (what == KEEPS_AND_DIES) {
      die();
    }
    CHECK_IS(backlit_progress_number(task, 1, publications), 0);
    *backlit_exchange() = (struct backlit_exchange){.kind = BACKLIT_KIND_NUMBER, .number = read};
    backlit_finish(task, 1, BACKLIT_STATE_DONE, 0);
  }
}

static void publish(int byte) {
  struct backlit_payload *payload = backlit_payload_create(SIZE, 0);
  memset(backlit_payload_bytes(payload), byte, SIZE);
  backlit_publish(SLOT, payload);
}

static backlit_task submit_to(int what) {
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_NUMBER, .number = what};
  backlit_task task = try_submit(function, arguments, BACKLIT_PRIORITY_NORMAL, 60);
  CHECK(task > 0);
  return task;
}

static void check_read(int what, double byte, double publications) {
  backlit_task task = submit_to(what);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  CHECK_IS(backlit_exchange()->number, byte);
  CHECK_IS(backlit_progress_next(task), 1);
  CHECK_IS(backlit_exchange()->number, publications);
  backlit_release(task);
}

static void before_the_first_publication_there_is_nothing(void) {
  check_read(READS, -1, 0);
  CHECK(backlit_published(SLOT) == NULL);
}

static void a_task_submitted_after_a_publication_sees_it(void) {
  for (int count = 1; count <= times(2000); count++) {
    publish(count % 256);
    check_read(READS, count % 256, count);
  }
  CHECK(backlit_published(0) == NULL);
}

static void what_was_published_before_is_freed(void) {
  publish(1);
  double heap = quiet_heap();
  for (int count = 0; count < 100; count++) {
    publish(2);
  }
  CHECK_IS(quiet_heap(), heap);
  backlit_publish(SLOT, NULL);
  CHECK(quiet_heap() < heap);
  CHECK(backlit_published(SLOT) == NULL);
}

static void what_somebody_holds_stays(void) {
  double empty = quiet_heap();
  publish(3);
  struct backlit_hold *hold = backlit_published(SLOT);
  publish(4);
  CHECK_IS(read_published(hold), 3);
  backlit_hold_end(hold);
  backlit_publish(SLOT, NULL);
  CHECK_IS(quiet_heap(), empty);
}

static void a_workers_hold_ends_with_it(void) {
  double empty = quiet_heap();
  publish(5);
  check_read(KEEPS, 5, backlit_publications());
  backlit_publish(SLOT, NULL);
  CHECK(quiet_heap() > empty);
  publish(6);
  backlit_task task = submit_to(KEEPS_AND_DIES);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  backlit_release(task);
  backlit_publish(SLOT, NULL);
  CHECK_IS(quiet_heap(), empty);
}

static void a_full_memory_gives_no_hold_and_leaks_nothing(void) {
  publish(7);
  double heap = quiet_heap();
  host_native_fail_allocations_after(0);
  CHECK(backlit_published(SLOT) == NULL);
  host_native_fail_allocations_after(-1);
  publish(7);
  CHECK_IS(quiet_heap(), heap);
}

static void publications_race_with_readers(void) {
  backlit_task tasks[20];
  for (int round = 0; round < times(100); round++) {
    for (int index = 0; index < 20; index++) {
      tasks[index] = submit_to(READS);
    }
    for (int count = 0; count < 100; count++) {
      publish(count);
    }
    for (int index = 0; index < 20; index++) {
      CHECK_IS(wait_for_end(tasks[index]), BACKLIT_STATE_DONE);
      backlit_release(tasks[index]);
    }
  }
}

int main(void) {
  host_native_run_workers_with(run_worker);
  runtime_open(1, 100);
  function = backlit_function_intern("read", 4);
  backlit_function_found(function, 0);
  RUN(before_the_first_publication_there_is_nothing);
  RUN(a_task_submitted_after_a_publication_sees_it);
  RUN(what_was_published_before_is_freed);
  RUN(what_somebody_holds_stays);
  RUN(a_workers_hold_ends_with_it);
  RUN(a_full_memory_gives_no_hold_and_leaks_nothing);
  RUN(publications_race_with_readers);
  runtime_close();
}
