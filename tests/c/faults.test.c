// Memory that is full: the Nth allocation fails and all after it, for every N until a run gets
// through. Each failure is a clean error, nothing is half done, all memory is given back.
#include "test.h"

static _Atomic double own_handle;
static _Atomic int accepted; // progress values, by the core

static int give_payload(backlit_task task) {
  struct backlit_payload *payload = backlit_payload_create(50, 0);
  if (payload == NULL) {
    return BACKLIT_OUT_OF_MEMORY;
  }
  *backlit_exchange() = (struct backlit_exchange){.kind = BACKLIT_KIND_ENCODED, .payload = payload};
  int error = backlit_progress(task, 1);
  if (error != 0) {
    backlit_payload_release(payload);
  }
  return error;
}

BACKLIT_KERNEL(allocates, BACKLIT_KILLABLE) {
  WAIT_FOR(load_sequential(&own_handle) != 0);
  uint32_t length;
  const unsigned char *bytes = backlit_argument_bytes(call, 0, &length, NULL);
  if (backlit_arena(call, 1000) == NULL) {
    return BACKLIT_OUT_OF_MEMORY;
  }
  unsigned char *result = backlit_return_array(call, BACKLIT_TYPE_UINT8, length);
  if (result == NULL) {
    return BACKLIT_OUT_OF_MEMORY;
  }
  memcpy(result, bytes, length);
  for (int count = 0; count < 300; count++) {
    if (backlit_call_progress(call, count) != 0) {
      return BACKLIT_OUT_OF_MEMORY;
    }
    add_sequential(&accepted, 1);
  }
  if (give_payload(load_sequential(&own_handle)) != 0) {
    return BACKLIT_OUT_OF_MEMORY;
  }
  add_sequential(&accepted, 1);
  return backlit_arena(call, 1000) == NULL ? BACKLIT_OUT_OF_MEMORY : 0;
}

BACKLIT_KERNEL(fails, BACKLIT_KILLABLE) { return backlit_fail(call, "on purpose"); }

// Gives what backlit_submit() gave, or OUT_OF_MEMORY for what it needs.
static backlit_task submit_with_array(struct backlit_hold **hold) {
  struct backlit_payload *array = backlit_payload_create(3000, 0);
  struct backlit_payload *payload = array == NULL ? NULL : values_create(1, 0, 1);
  *hold = payload == NULL ? NULL : backlit_hold_array(array);
  backlit_task task = BACKLIT_OUT_OF_MEMORY;
  if (*hold != NULL) {
    memset(backlit_payload_bytes(array), 6, 3000);
    backlit_payload_refer(payload, 0, array);
    *value_in(payload, 0) = (struct backlit_value){
        .type = BACKLIT_TYPE_UINT8 | BY_REFERENCE,
        .length = 3000,
        .address = (uint64_t)(uintptr_t)backlit_payload_bytes(array),
    };
    struct backlit_exchange arguments = {.kind = BACKLIT_KIND_VALUES, .payload = payload};
    task = try_submit(kernel_number("allocates"), arguments, BACKLIT_PRIORITY_NORMAL, 1);
    store_sequential(&own_handle, task);
  }
  if (task < 0) { // the payload is still ours
    backlit_payload_release(payload);
  }
  backlit_payload_release(array);
  return task;
}

// Whether it got through; otherwise memory was reported to be full.
static bool run_a_task(void) {
  struct backlit_hold *hold;
  store_sequential(&own_handle, 0);
  store_sequential(&accepted, 0);
  backlit_task task = submit_with_array(&hold);
  bool got_through = false;
  if (task < 0) {
    CHECK_IS(task, BACKLIT_OUT_OF_MEMORY);
    CHECK_IS(backlit_count(BACKLIT_COUNT_PENDING), 0);
    CHECK_IS(backlit_count(BACKLIT_COUNT_TASKS), 0);
  } else {
    got_through = wait_for_end(task) == BACKLIT_STATE_DONE;
    if (got_through) {
      CHECK_IS(value_in(backlit_exchange()->payload, 0)->length, 3000);
    } else {
      CHECK_IS(backlit_exchange()->state, BACKLIT_STATE_ERROR);
      CHECK_IS(backlit_exchange()->kind, BACKLIT_KIND_FAILURE);
      CHECK_IS(backlit_exchange()->number, BACKLIT_OUT_OF_MEMORY);
      CHECK(backlit_exchange()->payload == NULL);
    }
    // What progress was accepted can be read, in order.
    for (int count = 0; count < load_sequential(&accepted); count++) {
      CHECK_IS(backlit_progress_next(task), 1);
      CHECK(backlit_exchange()->kind == BACKLIT_KIND_ENCODED ||
            backlit_exchange()->number == count);
      backlit_payload_release(backlit_exchange()->payload);
    }
    CHECK_IS(backlit_progress_next(task), 0);
    backlit_release(task);
  }
  if (hold != NULL) {
    backlit_hold_end(hold);
  }
  return got_through;
}

static void without_memory_for_the_first_record_nothing_is_submitted(void) {
  host_native_fail_allocations_after(0);
  CHECK_IS(try_submit(kernel_number("fails"), (struct backlit_exchange){0}, 0, 1),
           BACKLIT_OUT_OF_MEMORY);
  host_native_fail_allocations_after(-1);
  CHECK_IS(backlit_count(BACKLIT_COUNT_TASKS), 0);
  CHECK_IS(backlit_count(BACKLIT_COUNT_PENDING), 0);
}

static void a_task_fails_cleanly_at_each_of_its_allocations(void) {
  CHECK(run_a_task());
  double before = quiet_heap();
  int failures = 0;
  for (bool got_through = false; !got_through; failures += !got_through) {
    host_native_fail_allocations_after(failures);
    got_through = run_a_task();
    host_native_fail_allocations_after(-1);
    CHECK_IS(quiet_heap(), before);
  }
  // Array, payload, hold, arena, result, progress, its two chunks, a payload, arena.
  CHECK_IS(failures, 10);
}

static void a_failure_without_memory_for_its_text_has_none(void) {
  double before = quiet_heap();
  backlit_task task = (host_native_fail_allocations_after(0), submit("fails", 0));
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  host_native_fail_allocations_after(-1);
  CHECK_IS(backlit_exchange()->number, BACKLIT_KERNEL_FAILED);
  CHECK(backlit_exchange()->payload == NULL);
  backlit_release(task);
  CHECK_IS(quiet_heap(), before);
}

static void a_function_that_cannot_be_kept_has_no_number(void) {
  double before = backlit_heap_used();
  host_native_fail_allocations_after(0);
  CHECK_IS(backlit_function_intern("new", 3), BACKLIT_OUT_OF_MEMORY);
  CHECK(backlit_client_open(1) == NULL);
  host_native_fail_allocations_after(-1);
  CHECK_IS(backlit_heap_used(), before);
  int32_t number = backlit_function_intern("new", 3);
  CHECK(number >= 0);
  host_native_fail_allocations_after(0);
  CHECK_IS(backlit_function_intern("new", 3), number);
  host_native_fail_allocations_after(-1);
}

static void a_full_memory_does_not_stop_a_cancel(void) {
  store_sequential(&own_handle, 0); // which the task waits for
  host_native_fail_allocations_after(0);
  backlit_task task = submit("allocates", 0);
  WAIT_FOR(backlit_status(task) == BACKLIT_STATE_RUNNING);
  CHECK_IS(backlit_watch(task), 1);
  CHECK_IS(backlit_cancel(task), 1);
  store_sequential(&own_handle, task);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  WAIT_FOR(backlit_client_next_ended() == task);
  host_native_fail_allocations_after(-1);
  backlit_release(task);
  WAIT_FOR(all_is_quiet());
}

int main(void) {
  runtime_open(1, 10);
  RUN(without_memory_for_the_first_record_nothing_is_submitted);
  RUN(a_task_fails_cleanly_at_each_of_its_allocations);
  RUN(a_failure_without_memory_for_its_text_has_none);
  RUN(a_function_that_cannot_be_kept_has_no_number);
  RUN(a_full_memory_does_not_stop_a_cancel);
  runtime_close();
}
