// A task's life: from its submission to the one end that it has.
#include "test.h"

static struct gate gate;

BACKLIT_KERNEL(twice, BACKLIT_COOPERATIVE) {
  backlit_return_number(call, 2 * backlit_argument_number(call, 0));
  return 0;
}

BACKLIT_KERNEL(waits, BACKLIT_COOPERATIVE) {
  gate_pass(&gate);
  backlit_return_number(call, 1);
  return 0;
}

BACKLIT_KERNEL(returns_nothing, BACKLIT_COOPERATIVE) { return backlit_argument_count(call) != 0; }

BACKLIT_KERNEL(reverses, BACKLIT_KILLABLE) {
  uint32_t length;
  uint32_t type;
  const unsigned char *bytes = backlit_argument_bytes(call, 0, &length, &type);
  if (bytes == NULL) {
    return 0;
  }
  unsigned char *result = backlit_return_array(call, type, length);
  if (result == NULL) {
    return BACKLIT_OUT_OF_MEMORY;
  }
  for (uint32_t index = 0; index < length; index++) {
    result[index] = bytes[length - 1 - index];
  }
  return 0;
}

BACKLIT_KERNEL(sums, BACKLIT_COOPERATIVE) {
  double sum = 0;
  for (uint32_t index = 0; index < backlit_argument_count(call); index++) {
    sum += backlit_argument_number(call, index);
  }
  backlit_return_number(call, sum);
  return 0;
}

BACKLIT_KERNEL(fails, BACKLIT_COOPERATIVE) {
  backlit_return_number(call, 5);
  backlit_fail(call, "the first text");
  return backlit_fail(call, "no such colour");
}

BACKLIT_KERNEL(fails_without_text, BACKLIT_COOPERATIVE) {
  return backlit_return_array(call, BACKLIT_TYPE_UINT8, 10) == NULL ? 0 : BACKLIT_OUT_OF_MEMORY;
}

static void a_task_is_pending_then_running_then_done(void) {
  gate_close(&gate);
  backlit_task first = submit("waits", 0);
  WAIT_FOR(load_sequential(&gate.arrived) == 1);
  CHECK_IS(backlit_status(first), BACKLIT_STATE_RUNNING);
  CHECK_IS(backlit_outcome(first), BACKLIT_STATE_RUNNING);
  CHECK_IS(backlit_exchange()->kind, BACKLIT_KIND_EMPTY);
  CHECK_IS(backlit_count(BACKLIT_COUNT_BUSY), 1);

  backlit_task second = submit("waits", 0);
  CHECK_IS(backlit_status(second), BACKLIT_STATE_PENDING);
  CHECK_IS(backlit_outcome(second), BACKLIT_STATE_PENDING);
  CHECK_IS(backlit_count(BACKLIT_COUNT_PENDING), 1);

  gate_open(&gate);
  CHECK_IS(wait_for_end(first), BACKLIT_STATE_DONE);
  CHECK_IS(wait_for_end(second), BACKLIT_STATE_DONE);
  CHECK_IS(backlit_cancelled_by(second), BACKLIT_RUNG_NONE);
  backlit_release(first);
  backlit_release(second);
}

static void a_kernel_returns_a_number(void) {
  backlit_task task = submit("twice", 21);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  CHECK_IS(backlit_exchange()->kind, BACKLIT_KIND_NUMBER);
  CHECK_IS(backlit_exchange()->number, 42);
  CHECK(backlit_exchange()->payload == NULL);
  backlit_release(task);
}

static void a_kernel_may_take_and_return_nothing(void) {
  backlit_task task = try_submit(kernel_number("returns_nothing"), (struct backlit_exchange){0},
                                 BACKLIT_PRIORITY_NORMAL, -1);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  CHECK_IS(backlit_exchange()->kind, BACKLIT_KIND_EMPTY);
  backlit_release(task);
}

static backlit_task submit_values(const char *kernel, struct backlit_payload *payload) {
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_VALUES, .payload = payload};
  backlit_task task = try_submit(kernel_number(kernel), arguments, BACKLIT_PRIORITY_NORMAL, 1);
  CHECK(task > 0);
  return task;
}

static void a_kernel_takes_and_returns_arrays(void) {
  backlit_task task = submit_values("reverses", values_of_bytes(BACKLIT_TYPE_INT8, "stressed", 8));
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  CHECK_IS(backlit_exchange()->kind, BACKLIT_KIND_VALUES);
  struct backlit_payload *result = backlit_exchange()->payload;
  CHECK_IS(value_in(result, 0)->type, BACKLIT_TYPE_INT8);
  CHECK_IS(value_in(result, 0)->length, 8);
  const char *bytes = backlit_payload_bytes(result);
  CHECK(memcmp(bytes + value_in(result, 0)->address, "desserts", 8) == 0);
  backlit_release(task);
}

static void a_kernel_takes_several_values(void) {
  struct backlit_payload *payload = values_create(3, 0, 0);
  *value_in(payload, 0) = (struct backlit_value){.type = BACKLIT_TYPE_NUMBER, .number = 1.5};
  *value_in(payload, 1) = (struct backlit_value){.type = BACKLIT_TYPE_BOOLEAN, .number = 1};
  *value_in(payload, 2) = (struct backlit_value){.type = BACKLIT_TYPE_NUMBER, .number = -4};
  backlit_task task = submit_values("sums", payload);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  CHECK_IS(backlit_exchange()->number, -1.5);
  backlit_release(task);
}

static void booleans_are_numbers_to_a_kernel(void) {
  for (int yes = 0; yes < 2; yes++) {
    struct backlit_exchange arguments = {.kind = yes ? BACKLIT_KIND_TRUE : BACKLIT_KIND_FALSE};
    backlit_task task = try_submit(kernel_number("twice"), arguments, BACKLIT_PRIORITY_NORMAL, 1);
    CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
    CHECK_IS(backlit_exchange()->number, 2 * yes);
    backlit_release(task);
  }
}

static void a_failure_has_a_code_and_a_text(void) {
  backlit_task task = submit("fails", 0);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  CHECK_IS(backlit_exchange()->kind, BACKLIT_KIND_FAILURE);
  CHECK_IS(backlit_exchange()->number, BACKLIT_KERNEL_FAILED);
  struct backlit_payload *text = backlit_exchange()->payload;
  CHECK_IS(backlit_payload_size(text), strlen("no such colour"));
  CHECK(memcmp(backlit_payload_bytes(text), "no such colour", strlen("no such colour")) == 0);
  backlit_release(task);
}

static void a_failure_without_a_text_discards_the_result(void) {
  backlit_task task = submit("fails_without_text", 0);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  CHECK_IS(backlit_exchange()->kind, BACKLIT_KIND_FAILURE);
  CHECK_IS(backlit_exchange()->number, BACKLIT_OUT_OF_MEMORY);
  CHECK(backlit_exchange()->payload == NULL);
  backlit_release(task);
}

static void check_bad_argument(backlit_task task) {
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_ERROR);
  CHECK_IS(backlit_exchange()->kind, BACKLIT_KIND_FAILURE);
  CHECK_IS(backlit_exchange()->number, BACKLIT_BAD_ARGUMENT);
  backlit_release(task);
}

static void an_argument_of_another_type_is_a_bad_argument(void) {
  check_bad_argument(submit("reverses", 3));
  check_bad_argument(submit_values("twice", values_of_bytes(BACKLIT_TYPE_TEXT, "3", 1)));
  check_bad_argument(submit_values("twice", values_create(0, 0, 0)));
  struct backlit_exchange arguments[] = {{.kind = BACKLIT_KIND_EMPTY}, {.kind = BACKLIT_KIND_NULL}};
  for (int index = 0; index < 2; index++) {
    check_bad_argument(
        try_submit(kernel_number("twice"), arguments[index], BACKLIT_PRIORITY_NORMAL, 1));
  }
}

static void a_kernel_that_nobody_linked_is_unknown(void) {
  CHECK_IS(backlit_function_kernel("thrice", 6), BACKLIT_UNKNOWN_KERNEL);
  CHECK_IS(backlit_function_kernel("twic", 4), BACKLIT_UNKNOWN_KERNEL);
  CHECK(backlit_function_kernel("twice and more", 5) >= 0);
}

static void a_function_has_one_number(void) {
  int32_t number = backlit_function_intern("twice", 5);
  CHECK(number >= 0 && number != kernel_number("twice"));
  CHECK_IS(backlit_function_intern("twice!", 5), number);
  CHECK(backlit_function_intern("twice!", 6) != number);
  CHECK_IS(backlit_function_key_length(number), 5);
  CHECK(memcmp(backlit_function_key(number), "twice", 5) == 0);
}

static void the_end_is_for_ever(void) {
  backlit_task task = submit("twice", 4);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  CHECK_IS(backlit_cancel(task), 0);
  CHECK_IS(backlit_watch(task), 0);
  CHECK_IS(backlit_outcome(task), BACKLIT_STATE_DONE);
  CHECK_IS(backlit_exchange()->number, 8);
  CHECK_IS(backlit_client_next_ended(), 0);
  backlit_release(task);
}

static void a_watched_task_comes_when_it_has_ended(void) {
  gate_close(&gate);
  backlit_task task = submit("waits", 0);
  CHECK_IS(backlit_watch(task), 1);
  CHECK_IS(backlit_watch(task), 1);
  CHECK_IS(backlit_client_next_ended(), 0);
  uint32_t seen = load_sequential(backlit_client_wake_word());
  CHECK_IS(backlit_client_arm(), 1);
  gate_open(&gate);
  WAIT_FOR(load_sequential(backlit_client_wake_word()) != seen);
  CHECK_IS(backlit_client_next_ended(), task);
  CHECK_IS(backlit_exchange()->state, BACKLIT_STATE_DONE);
  CHECK_IS(backlit_exchange()->number, 1);
  CHECK_IS(backlit_client_next_ended(), 0);
  backlit_release(task);
}

static void arming_refuses_when_a_task_has_ended_already(void) {
  backlit_task blocker = (gate_close(&gate), submit("waits", 0));
  backlit_task task = submit("twice", 1);
  CHECK_IS(backlit_watch(task), 1);
  gate_open(&gate);
  wait_for_end(task);
  WAIT_FOR(backlit_client_arm() == 0);
  CHECK_IS(backlit_client_next_ended(), task);
  CHECK_IS(backlit_client_arm(), 1);
  backlit_release(blocker);
  backlit_release(task);
}

static void watched_tasks_come_in_the_order_of_their_ends(void) {
  gate_close(&gate);
  backlit_task tasks[20];
  for (int index = 0; index < 20; index++) {
    tasks[index] = submit(index == 0 ? "waits" : "twice", index);
    CHECK_IS(backlit_watch(tasks[index]), 1);
  }
  gate_open(&gate);
  for (int index = 0; index < 20; index++) {
    backlit_task ended;
    WAIT_FOR((ended = backlit_client_next_ended()) != 0);
    CHECK_IS(ended, tasks[index]);
    backlit_release(ended);
  }
}

static void a_released_task_still_runs(void) {
  gate_close(&gate);
  backlit_release(submit("waits", 0));
  WAIT_FOR(load_sequential(&gate.arrived) == 1);
  CHECK_IS(backlit_count(BACKLIT_COUNT_TASKS), 1);
  gate_open(&gate);
  WAIT_FOR(backlit_count(BACKLIT_COUNT_TASKS) == 0);
}

static void every_code_has_a_message(void) {
  for (int code = BACKLIT_CANCELLED; code < 0; code++) {
    CHECK(strcmp(backlit_error_message(code), backlit_error_message(1)) != 0);
  }
}

int main(void) {
  runtime_open(1, 100);
  RUN(a_task_is_pending_then_running_then_done);
  RUN(a_kernel_returns_a_number);
  RUN(a_kernel_may_take_and_return_nothing);
  RUN(a_kernel_takes_and_returns_arrays);
  RUN(a_kernel_takes_several_values);
  RUN(booleans_are_numbers_to_a_kernel);
  RUN(a_failure_has_a_code_and_a_text);
  RUN(a_failure_without_a_text_discards_the_result);
  RUN(an_argument_of_another_type_is_a_bad_argument);
  RUN(a_kernel_that_nobody_linked_is_unknown);
  RUN(a_function_has_one_number);
  RUN(the_end_is_for_ever);
  RUN(a_watched_task_comes_when_it_has_ended);
  RUN(arming_refuses_when_a_task_has_ended_already);
  RUN(watched_tasks_come_in_the_order_of_their_ends);
  RUN(a_released_task_still_runs);
  RUN(every_code_has_a_message);
  WAIT_FOR(all_is_quiet());
  runtime_close();
}
