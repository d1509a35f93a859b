// Payloads: who keeps them alive, and when their memory is given back.
#include "payload.h"
#include "test.h"

static struct gate gate;
static _Atomic(struct backlit_payload *) given; // from one thread to the other

static void a_payload_has_room_for_its_bytes(void) {
  double before = backlit_heap_used();
  const size_t sizes[] = {0, 1, 15, 16, 17, 1000, 100001};
  for (size_t index = 0; index < sizeof sizes / sizeof *sizes; index++) {
    struct backlit_payload *payload = backlit_payload_create(sizes[index], 3);
    CHECK_IS(backlit_payload_size(payload), sizes[index]);
    CHECK_IS((uintptr_t)backlit_payload_bytes(payload) % 16, 0);
    memset(backlit_payload_bytes(payload), 0xff, sizes[index]);
    for (uint32_t array = 0; array < 4; array++) {
      CHECK(backlit_payload_referred(payload, array) == NULL);
    }
    CHECK(backlit_heap_used() >= before + (double)sizes[index]);
    backlit_payload_release(payload);
    CHECK_IS(backlit_heap_used(), before);
  }
  backlit_payload_release(NULL);
}

static void a_payload_larger_than_the_memory_is_refused(void) {
  double before = backlit_heap_used();
  CHECK(backlit_payload_create(SIZE_MAX, 0) == NULL);
  CHECK(backlit_payload_create(SIZE_MAX - 60, 2) == NULL);
  CHECK_IS(backlit_heap_used(), before);
}

static struct backlit_payload *filled(size_t size, int byte) {
  struct backlit_payload *payload = backlit_payload_create(size, 0);
  memset(backlit_payload_bytes(payload), byte, size);
  return payload;
}

static void check_filled(struct backlit_payload *payload, int byte) {
  const unsigned char *bytes = backlit_payload_bytes(payload);
  for (size_t index = 0; index < backlit_payload_size(payload); index++) {
    CHECK_IS(bytes[index], byte);
  }
}

static void arrays_live_as_long_as_what_refers_to_them(void) {
  double before = backlit_heap_used();
  struct backlit_payload *one = backlit_payload_create(10, 2);
  struct backlit_payload *other = backlit_payload_create(0, 1);
  struct backlit_payload *array = filled(5000, 7);
  struct backlit_payload *array_of_one = filled(6000, 8);
  backlit_payload_refer(one, 0, array);
  backlit_payload_refer(one, 1, array_of_one);
  backlit_payload_refer(other, 0, array);
  backlit_payload_release(array);
  backlit_payload_release(array_of_one);
  check_filled(backlit_payload_referred(one, 0), 7);
  check_filled(backlit_payload_referred(one, 1), 8);
  double with_all = backlit_heap_used();
  backlit_payload_release(one);
  CHECK(backlit_heap_used() < with_all - 6000);
  CHECK(backlit_heap_used() > before + 5000);
  check_filled(backlit_payload_referred(other, 0), 7);
  backlit_payload_release(other);
  CHECK_IS(backlit_heap_used(), before);
}

static void a_hold_keeps_an_array(void) {
  double before = backlit_heap_used();
  struct backlit_payload *array = filled(5000, 9);
  struct backlit_hold *hold = backlit_hold_array(array);
  struct backlit_hold *other = backlit_hold_array(array);
  backlit_payload_release(array);
  backlit_hold_end(hold);
  check_filled(array, 9);
  backlit_hold_end(other);
  CHECK_IS(backlit_heap_used(), before);
}

static void by_reference(struct backlit_payload *payload, uint32_t index,
                         struct backlit_payload *array) {
  backlit_payload_refer(payload, index, array);
  *value_in(payload, index) = (struct backlit_value){
      .type = BACKLIT_TYPE_UINT8 | BY_REFERENCE,
      .length = (uint32_t)backlit_payload_size(array),
      .address = (uint64_t)(uintptr_t)backlit_payload_bytes(array),
  };
}

BACKLIT_KERNEL(adds_one, BACKLIT_KILLABLE) {
  for (uint32_t index = 0; index < backlit_argument_count(call); index++) {
    uint32_t length;
    uint32_t type;
    unsigned char *bytes = backlit_argument_bytes(call, index, &length, &type);
    for (uint32_t at = 0; at < length && type == BACKLIT_TYPE_UINT8; at++) {
      bytes[at]++;
    }
  }
  return 0;
}

static backlit_task submit_values(const char *kernel, struct backlit_payload *payload) {
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_VALUES, .payload = payload};
  backlit_task task = try_submit(kernel_number(kernel), arguments, BACKLIT_PRIORITY_NORMAL, 0);
  CHECK(task > 0);
  return task;
}

static void a_kernel_writes_into_the_callers_arrays(void) {
  double before = backlit_heap_used();
  struct backlit_payload *arrays[] = {filled(300, 1), filled(5000, 2)};
  struct backlit_payload *payload = values_create(2, 0, 2);
  by_reference(payload, 0, arrays[0]);
  by_reference(payload, 1, arrays[1]);
  backlit_task task = submit_values("adds_one", payload);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  backlit_release(task);
  check_filled(arrays[0], 2);
  check_filled(arrays[1], 3);
  backlit_payload_release(arrays[0]);
  backlit_payload_release(arrays[1]);
  CHECK_IS(quiet_heap(), before);
}

BACKLIT_KERNEL(adds_one_after_the_gate, BACKLIT_KILLABLE) {
  uint32_t length;
  unsigned char *bytes = backlit_argument_bytes(call, 0, &length, NULL);
  gate_pass(&gate);
  for (uint32_t at = 0; at < length; at++) {
    bytes[at]++;
  }
  backlit_return_number(call, backlit_call_progress(call, 1));
  return 0;
}

// The client has let go of everything, only the zombie writes to the array still.
static void an_array_is_kept_for_a_zombie(void) {
  double before = backlit_heap_used();
  gate_close(&gate);
  struct backlit_payload *array = filled(5000, 1);
  struct backlit_payload *payload = values_create(1, 0, 1);
  by_reference(payload, 0, array);
  backlit_payload_release(array);
  backlit_task task = submit_values("adds_one_after_the_gate", payload);
  WAIT_FOR(load_sequential(&gate.arrived) == 1);
  CHECK_IS(backlit_cancel(task), 1);
  CHECK_IS(backlit_status(task), BACKLIT_STATE_CANCELLED);
  backlit_release(task);
  CHECK(backlit_heap_used() > before + 5000);
  gate_open(&gate);
  CHECK_IS(quiet_heap(), before);
}

// What a task leaves open: everything that can refer to something else, in both orders.
static void leave_much_open(void) {
  struct backlit_payload *first = backlit_payload_create(100, 2);
  struct backlit_payload *array = filled(2000, 1);
  struct backlit_payload *last = backlit_payload_create(100, 2);
  backlit_payload_refer(first, 0, array);
  backlit_payload_refer(last, 0, array);
  backlit_payload_refer(last, 1, first);
  // One that lives on by a reference only.
  struct backlit_payload *released = filled(3000, 2);
  backlit_payload_refer(first, 1, released);
  backlit_payload_release(released);
}

BACKLIT_KERNEL(leaves_much_open, BACKLIT_KILLABLE) {
  leave_much_open();
  CHECK(backlit_arena(call, 1000) != NULL);
  return 0;
}

static void what_a_call_leaves_open_goes_with_its_end(void) {
  double before = backlit_heap_used();
  for (int count = 0; count < 10; count++) {
    backlit_task task = submit("leaves_much_open", 0);
    CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
    backlit_release(task);
  }
  CHECK_IS(quiet_heap(), before);
}

BACKLIT_KERNEL(dies_with_much_open, BACKLIT_KILLABLE) {
  leave_much_open();
  struct backlit_payload *held = filled(4000, 3);
  backlit_hold_array(held); // still open
  struct backlit_payload *view = filled(4000, 4);
  backlit_hold_array(view);
  backlit_hold_end(backlit_hold_array(view));
  backlit_payload_release(view);
  backlit_return_array(call, BACKLIT_TYPE_UINT8, 500);
  backlit_fail(call, "never told");
  backlit_call_progress(call, 1);
  die();
  return 0;
}

static void what_a_worker_has_open_goes_with_its_death(void) {
  double before = backlit_heap_used();
  for (int count = 0; count < 10; count++) {
    backlit_task task = submit("dies_with_much_open", 0);
    CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
    CHECK_IS(backlit_exchange()->number, BACKLIT_WORKER_LOST);
    backlit_release(task);
  }
  CHECK_IS(quiet_heap(), before);
}

BACKLIT_KERNEL(gives_an_array_away, BACKLIT_COOPERATIVE) {
  struct backlit_payload *payload = backlit_payload_create(0, 1);
  struct backlit_payload *array = filled(500, 5);
  backlit_payload_refer(payload, 0, array);
  backlit_payload_release(array);
  payload_hand_over(payload);
  store_sequential(&given, payload);
  // Meanwhile the other thread drops the last reference to the array.
  for (int count = 0; count < 50; count++) {
    backlit_payload_release(backlit_payload_create(10, 0));
  }
  backlit_return_number(call, 0);
  return 0;
}

static void the_last_reference_to_a_workers_array_may_end_anywhere(void) {
  double before = backlit_heap_used();
  for (int count = 0; count < times(5000); count++) {
    backlit_task task = submit("gives_an_array_away", 0);
    struct backlit_payload *payload;
    WAIT_FOR((payload = exchange_sequential(&given, NULL)) != NULL);
    check_filled(backlit_payload_referred(payload, 0), 5);
    backlit_payload_release(payload);
    CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
    backlit_release(task);
  }
  CHECK_IS(quiet_heap(), before);
}

int main(void) {
  runtime_open(1, 100);
  backlit_release(submit("adds_one", 0)); // makes the first tasks' records
  WAIT_FOR(all_is_quiet());
  RUN(a_payload_has_room_for_its_bytes);
  RUN(a_payload_larger_than_the_memory_is_refused);
  RUN(arrays_live_as_long_as_what_refers_to_them);
  RUN(a_hold_keeps_an_array);
  RUN(a_kernel_writes_into_the_callers_arrays);
  RUN(an_array_is_kept_for_a_zombie);
  RUN(what_a_call_leaves_open_goes_with_its_end);
  RUN(what_a_worker_has_open_goes_with_its_death);
  RUN(the_last_reference_to_a_workers_array_may_end_anywhere);
  WAIT_FOR(all_is_quiet());
  runtime_close();
}
