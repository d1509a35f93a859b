// Progress: a bounded queue of values, each read once; the newest value; the fraction.
#include "test.h"

#include <math.h>

enum { MAX_VALUES = 16384, MAX_BYTES = 1 << 20 };

static struct gate gate;
static _Atomic double own_handle;

BACKLIT_KERNEL(counts, BACKLIT_COOPERATIVE) {
  double count = backlit_argument_number(call, 0);
  for (double number = 0; number < count; number++) {
    if (backlit_call_progress(call, number) != 0) {
      return BACKLIT_OUT_OF_MEMORY;
    }
  }
  return 0;
}

BACKLIT_KERNEL(counts_and_waits, BACKLIT_COOPERATIVE) {
  double count = backlit_argument_number(call, 0);
  for (double number = 0; number < count; number++) {
    backlit_call_progress(call, number);
  }
  gate_pass(&gate);
  return backlit_call_progress(call, count);
}

BACKLIT_KERNEL(gives_fractions, BACKLIT_COOPERATIVE) {
  gate_pass(&gate);
  backlit_call_fraction(call, 0.25);
  gate_pass(&gate);
  backlit_call_fraction(call, 1);
  return 0;
}

static int give_payload(backlit_task task, double number, size_t size) {
  struct backlit_payload *payload = backlit_payload_create(size, 0);
  memset(backlit_payload_bytes(payload), (int)number, size);
  *backlit_exchange() =
      (struct backlit_exchange){.kind = BACKLIT_KIND_ENCODED, .number = number, .payload = payload};
  return backlit_progress(task, 1);
}

// So many payloads of 1000 bytes, or one that is larger than the bound.
BACKLIT_KERNEL(gives_payloads, BACKLIT_COOPERATIVE) {
  WAIT_FOR(load_sequential(&own_handle) != 0);
  double count = backlit_argument_number(call, 0);
  if (count == 0) {
    return give_payload(load_sequential(&own_handle), 0, MAX_BYTES + 1);
  }
  for (double number = 0; number < count; number++) {
    CHECK_IS(give_payload(load_sequential(&own_handle), number, 1000), 0);
  }
  return 0;
}

BACKLIT_KERNEL(mixes_kinds, BACKLIT_COOPERATIVE) {
  WAIT_FOR(load_sequential(&own_handle) != 0);
  backlit_call_progress(call, 1);
  backlit_call_progress(call, 2);
  give_payload(load_sequential(&own_handle), 3, 10);
  backlit_call_progress(call, 4);
  return 0;
}

static backlit_task submit_with_handle(const char *kernel, double number) {
  store_sequential(&own_handle, 0);
  backlit_task task = submit(kernel, number);
  store_sequential(&own_handle, task);
  return task;
}

static void check_next(backlit_task task, double number) {
  CHECK_IS(backlit_progress_next(task), 1);
  CHECK_IS(backlit_exchange()->kind, BACKLIT_KIND_NUMBER);
  CHECK_IS(backlit_exchange()->number, number);
  CHECK(backlit_exchange()->payload == NULL);
}

static void a_task_without_progress_has_none(void) {
  backlit_task task = submit("counts", 0);
  double number;
  wait_for_end(task);
  CHECK_IS(backlit_progress_next(task), 0);
  CHECK_IS(backlit_progress_latest(task), 0);
  CHECK_IS(backlit_progress_numbers(task, &number, 1), 0);
  CHECK_IS(backlit_progress_dropped(task), 0);
  backlit_release(task);
}

static void each_value_is_read_once_in_order_also_after_the_end(void) {
  gate_close(&gate);
  backlit_task task = submit("counts_and_waits", 1000);
  WAIT_FOR(load_sequential(&gate.arrived) == 1);
  for (int number = 0; number < 600; number++) {
    check_next(task, number);
  }
  CHECK_IS(backlit_progress_latest(task), 1);
  CHECK_IS(backlit_exchange()->number, 999);
  gate_open(&gate);
  wait_for_end(task);
  CHECK_IS(backlit_progress_latest(task), 1);
  CHECK_IS(backlit_exchange()->number, 1000);
  for (int number = 600; number <= 1000; number++) {
    check_next(task, number);
  }
  CHECK_IS(backlit_progress_next(task), 0);
  CHECK_IS(backlit_progress_latest(task), 1);
  CHECK_IS(backlit_exchange()->number, 1000);
  CHECK_IS(backlit_progress_dropped(task), 0);
  backlit_release(task);
}

static void numbers_are_read_in_bulk(void) {
  backlit_task task = submit("counts", 1000);
  wait_for_end(task);
  double numbers[2000];
  CHECK_IS(backlit_progress_numbers(task, numbers, 0), 0);
  CHECK_IS(backlit_progress_numbers(task, numbers, 300), 300);
  check_next(task, 300);
  CHECK_IS(backlit_progress_numbers(task, numbers + 301, 1699), 699);
  numbers[300] = 300;
  for (int number = 0; number < 1000; number++) {
    CHECK_IS(numbers[number], number);
  }
  CHECK_IS(backlit_progress_numbers(task, numbers, 2000), 0);
  backlit_release(task);
}

static void reading_in_bulk_stops_at_what_is_no_number(void) {
  backlit_task task = submit_with_handle("mixes_kinds", 0);
  wait_for_end(task);
  double numbers[10];
  CHECK_IS(backlit_progress_numbers(task, numbers, 10), 2);
  CHECK_IS(backlit_progress_numbers(task, numbers, 10), 0);
  CHECK_IS(backlit_progress_next(task), 1);
  CHECK_IS(backlit_exchange()->kind, BACKLIT_KIND_ENCODED);
  CHECK_IS(backlit_exchange()->number, 3);
  CHECK_IS(backlit_payload_size(backlit_exchange()->payload), 10);
  backlit_payload_release(backlit_exchange()->payload);
  CHECK_IS(backlit_progress_numbers(task, numbers, 10), 1);
  CHECK_IS(numbers[0], 4);
  backlit_release(task);
}

static void past_the_bound_the_oldest_values_go_and_are_counted(void) {
  const int surplus[] = {0, 1, 255, 256, 257, 5000};
  for (size_t index = 0; index < sizeof surplus / sizeof *surplus; index++) {
    backlit_task task = submit("counts", MAX_VALUES + surplus[index]);
    wait_for_end(task);
    CHECK_IS(backlit_progress_dropped(task), surplus[index]);
    for (int number = surplus[index]; number < MAX_VALUES + surplus[index]; number++) {
      check_next(task, number);
    }
    CHECK_IS(backlit_progress_next(task), 0);
    CHECK_IS(backlit_progress_dropped(task), surplus[index]);
    backlit_release(task);
  }
}

static void past_a_megabyte_the_oldest_values_go_too(void) {
  double before = quiet_heap();
  backlit_task task = submit_with_handle("gives_payloads", 3000);
  wait_for_end(task);
  int kept = MAX_BYTES / 1000;
  CHECK_IS(backlit_progress_dropped(task), 3000 - kept);
  for (int number = 3000 - kept; number < 3000; number++) {
    CHECK_IS(backlit_progress_next(task), 1);
    CHECK_IS(backlit_exchange()->number, number);
    unsigned char *bytes = backlit_payload_bytes(backlit_exchange()->payload);
    CHECK(bytes[0] == (unsigned char)number && bytes[999] == (unsigned char)number);
    backlit_payload_release(backlit_exchange()->payload);
  }
  CHECK_IS(backlit_progress_next(task), 0);
  // The newest was read, and still is the newest.
  CHECK_IS(backlit_progress_latest(task), 1);
  CHECK_IS(backlit_exchange()->number, 2999);
  backlit_payload_release(backlit_exchange()->payload);
  backlit_release(task);
  CHECK_IS(quiet_heap(), before);
}

static void the_newest_value_is_kept_however_large(void) {
  double before = quiet_heap();
  backlit_task task = submit_with_handle("gives_payloads", 0);
  wait_for_end(task);
  CHECK_IS(backlit_progress_dropped(task), 0);
  CHECK_IS(backlit_progress_next(task), 1);
  CHECK_IS(backlit_payload_size(backlit_exchange()->payload), MAX_BYTES + 1);
  backlit_payload_release(backlit_exchange()->payload);
  backlit_release(task);
  CHECK_IS(quiet_heap(), before);
}

static void unread_payloads_go_with_their_task(void) {
  double before = quiet_heap();
  backlit_task task = submit_with_handle("gives_payloads", 500);
  wait_for_end(task);
  CHECK(backlit_heap_used() > before + 500 * 1000);
  backlit_release(task);
  CHECK_IS(quiet_heap(), before);
}

static void the_fraction_is_nan_until_there_is_one(void) {
  gate_close(&gate);
  backlit_task task = submit("gives_fractions", 0);
  WAIT_FOR(load_sequential(&gate.arrived) == 1);
  CHECK(isnan(backlit_fraction(task)));
  gate_open(&gate);
  wait_for_end(task);
  CHECK_IS(backlit_fraction(task), 1);
  backlit_release(task);
}

// The bound never takes what the reader has not had the chance to read without counting it.
static void a_reader_misses_nothing_while_the_task_runs(void) {
  const int count = times(500000);
  backlit_task task = submit("counts", count);
  double numbers[100];
  double next = 0;
  double read = 0;
  for (bool last_look = false; !last_look;) {
    last_look = has_ended(task);
    if (backlit_progress_latest(task)) {
      CHECK(backlit_exchange()->number >= next - 1);
    }
    uint32_t got;
    while ((got = backlit_progress_numbers(task, numbers, 100)) > 0) {
      for (uint32_t index = 0; index < got; index++) {
        CHECK(numbers[index] >= next);
        next = numbers[index] + 1;
      }
      read += got;
      if (backlit_progress_next(task)) {
        CHECK(backlit_exchange()->number >= next);
        next = backlit_exchange()->number + 1;
        read++;
      }
    }
  }
  CHECK_IS(next, count);
  CHECK_IS(read + backlit_progress_dropped(task), count);
  backlit_release(task);
}

static void payloads_can_be_read_while_the_task_runs(void) {
  double before = quiet_heap();
  const int count = times(40000);
  backlit_task task = submit_with_handle("gives_payloads", count);
  double next = 0;
  double read = 0;
  for (bool last_look = false; !last_look;) {
    last_look = has_ended(task);
    while (backlit_progress_next(task)) {
      CHECK(backlit_exchange()->number >= next);
      next = backlit_exchange()->number + 1;
      read++;
      backlit_payload_release(backlit_exchange()->payload);
      if (backlit_progress_latest(task)) {
        CHECK(backlit_exchange()->number >= next - 1);
        backlit_payload_release(backlit_exchange()->payload);
      }
    }
  }
  CHECK_IS(next, count);
  CHECK_IS(read + backlit_progress_dropped(task), count);
  backlit_release(task);
  CHECK_IS(quiet_heap(), before);
}

int main(void) {
  runtime_open(1, 100);
  RUN(a_task_without_progress_has_none);
  RUN(each_value_is_read_once_in_order_also_after_the_end);
  RUN(numbers_are_read_in_bulk);
  RUN(reading_in_bulk_stops_at_what_is_no_number);
  RUN(past_the_bound_the_oldest_values_go_and_are_counted);
  RUN(past_a_megabyte_the_oldest_values_go_too);
  RUN(the_newest_value_is_kept_however_large);
  RUN(unread_payloads_go_with_their_task);
  RUN(the_fraction_is_nan_until_there_is_one);
  RUN(a_reader_misses_nothing_while_the_task_runs);
  RUN(payloads_can_be_read_while_the_task_runs);
  WAIT_FOR(all_is_quiet());
  runtime_close();
}
