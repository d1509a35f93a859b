// Memory returns to where it was, after however many tasks.
#include "test.h"

enum { SIZE = 1024, AT_ONCE = 100, MEBIBYTE = 1 << 20 };

BACKLIT_KERNEL(inverts, BACKLIT_KILLABLE) {
  uint32_t length;
  const unsigned char *bytes = backlit_argument_bytes(call, 0, &length, NULL);
  unsigned char *scratch = backlit_arena(call, length);
  unsigned char *result = backlit_return_array(call, BACKLIT_TYPE_UINT8, length);
  for (uint32_t index = 0; index < length; index++) {
    scratch[index] = (unsigned char)~bytes[index];
  }
  memcpy(result, scratch, length);
  return backlit_call_progress(call, 1);
}

BACKLIT_KERNEL(measures, BACKLIT_KILLABLE) {
  uint32_t length;
  backlit_argument_bytes(call, 0, &length, NULL);
  backlit_return_number(call, length);
  return 0;
}

static struct backlit_payload *kilobyte(int number) {
  unsigned char bytes[SIZE];
  memset(bytes, number, sizeof bytes);
  return values_of_bytes(BACKLIT_TYPE_UINT8, bytes, SIZE);
}

static void run_tasks(int rounds) {
  for (int round = 0; round < rounds; round++) {
    backlit_task tasks[AT_ONCE];
    for (int index = 0; index < AT_ONCE; index++) {
      struct backlit_exchange arguments = {.kind = BACKLIT_KIND_VALUES, .payload = kilobyte(index)};
      tasks[index] = try_submit(kernel_number("inverts"), arguments, index % 3, -1);
      CHECK(tasks[index] > 0);
    }
    for (int index = 0; index < AT_ONCE; index++) {
      CHECK_IS(wait_for_end(tasks[index]), BACKLIT_STATE_DONE);
      struct backlit_payload *result = backlit_exchange()->payload;
      const unsigned char *bytes = backlit_payload_bytes(result);
      bytes += value_in(result, 0)->address;
      CHECK(bytes[0] == (unsigned char)~index && bytes[SIZE - 1] == (unsigned char)~index);
      backlit_release(tasks[index]);
    }
  }
}

static void memory_is_given_back_after_100_000_tasks(void) {
  run_tasks(1);
  WAIT_FOR(all_is_quiet());
  double before = quiet_heap();
  run_tasks(times(1000));
  WAIT_FOR(all_is_quiet());
  CHECK_IS(backlit_heap_used(), before);
}

static void memory_is_given_back_for_tasks_that_nobody_reads(void) {
  double before = quiet_heap();
  for (int count = 0; count < times(10000); count++) {
    struct backlit_exchange arguments = {.kind = BACKLIT_KIND_VALUES, .payload = kilobyte(count)};
    backlit_task task;
    WAIT_FOR((task = try_submit(kernel_number("inverts"), arguments, count % 3, 0)) !=
             BACKLIT_QUEUE_FULL);
    CHECK(task > 0);
    if (count % 4 == 0) {
      backlit_cancel(task);
    }
    backlit_release(task);
  }
  CHECK_IS(quiet_heap(), before);
}

static void a_task_that_has_ended_keeps_no_arguments(void) {
  double before = quiet_heap();
  static unsigned char bytes[MEBIBYTE];
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_VALUES};
  arguments.payload = values_of_bytes(BACKLIT_TYPE_UINT8, bytes, sizeof bytes);
  backlit_task task = try_submit(kernel_number("measures"), arguments, 0, -1);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  WAIT_FOR(backlit_heap_used() < before + MEBIBYTE);
  backlit_release(task);
}

int main(void) {
  runtime_open(2, AT_ONCE);
  RUN(memory_is_given_back_after_100_000_tasks);
  RUN(memory_is_given_back_for_tasks_that_nobody_reads);
  RUN(a_task_that_has_ended_keeps_no_arguments);
  runtime_close();
}
