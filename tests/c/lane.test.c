// The order in which tasks are taken, and the bound of the queue. One worker, held at a gate while
// tasks are queued.
#include "test.h"

enum { MAX_PENDING = 200 };

static struct gate gate;
static double taken[1000];
static _Atomic uint32_t taken_count;

BACKLIT_KERNEL(waits, BACKLIT_COOPERATIVE) {
  gate_pass(&gate);
  backlit_return_number(call, 0);
  return 0;
}

BACKLIT_KERNEL(notes, BACKLIT_COOPERATIVE) {
  taken[add_sequential(&taken_count, 1)] = backlit_argument_number(call, 0);
  return 0;
}

static backlit_task block_the_worker(void) {
  gate_close(&gate);
  store_sequential(&taken_count, 0);
  backlit_task task = submit("waits", 0);
  WAIT_FOR(load_sequential(&gate.arrived) == 1);
  return task;
}

// Lets all queued tasks run, which `notes` has written down after it.
static void unblock_the_worker(backlit_task blocker) {
  gate_open(&gate);
  wait_for_end(blocker);
  backlit_release(blocker);
  WAIT_FOR(all_is_quiet());
}

static void queue(int priority, double number) {
  backlit_release(submit_with("notes", number, priority, 1));
}

static void tasks_of_one_priority_are_taken_in_order(void) {
  for (int priority = BACKLIT_PRIORITY_HIGH; priority <= BACKLIT_PRIORITY_LOW; priority++) {
    backlit_task blocker = block_the_worker();
    for (int number = 0; number < 100; number++) {
      queue(priority, number);
    }
    unblock_the_worker(blocker);
    CHECK_IS(taken_count, 100);
    for (int number = 0; number < 100; number++) {
      CHECK_IS(taken[number], number);
    }
  }
}

// Sixteen takes from the same priorities, in the order that the rules demand if the take at
// `lowest_first` is the one that begins with the lowest.
static void expect(double *expected, int counts[3], int lowest_first) {
  int next[3] = {0};
  int total = counts[0] + counts[1] + counts[2];
  for (int take = 0; take < total; take++) {
    bool reversed = take % 16 == lowest_first;
    int priority = reversed ? BACKLIT_PRIORITY_LOW : BACKLIT_PRIORITY_HIGH;
    while (next[priority] == counts[priority]) {
      priority += reversed ? -1 : 1;
    }
    expected[take] = 1000 * priority + next[priority]++;
  }
}

static void the_highest_goes_first_but_for_every_sixteenth_take(void) {
  int counts[3] = {50, 30, 20};
  backlit_task blocker = block_the_worker();
  for (int priority = BACKLIT_PRIORITY_LOW; priority >= BACKLIT_PRIORITY_HIGH; priority--) {
    for (int number = 0; number < counts[priority]; number++) {
      queue(priority, 1000 * priority + number);
    }
  }
  unblock_the_worker(blocker);
  CHECK_IS(taken_count, 100);
  int matches = 0;
  for (int lowest_first = 0; lowest_first < 16; lowest_first++) {
    double expected[100];
    expect(expected, counts, lowest_first);
    matches += memcmp(expected, taken, sizeof expected) == 0;
  }
  CHECK_IS(matches, 1);
}

static _Atomic bool low_has_run;
static _Atomic int high_before_low;

BACKLIT_KERNEL(is_low, BACKLIT_COOPERATIVE) {
  (void)call;
  store_sequential(&low_has_run, true);
  return 0;
}

BACKLIT_KERNEL(is_high, BACKLIT_COOPERATIVE) {
  (void)call;
  add_sequential(&high_before_low, !load_sequential(&low_has_run));
  return 0;
}

static void a_flood_of_high_tasks_does_not_starve_a_low_one(void) {
  backlit_task blocker = block_the_worker();
  backlit_task low = submit_with("is_low", 0, BACKLIT_PRIORITY_LOW, 1);
  for (int count = 0; count < 100; count++) {
    backlit_release(submit_with("is_high", 0, BACKLIT_PRIORITY_HIGH, 1));
  }
  gate_open(&gate);
  wait_for_end(low);
  CHECK(load_sequential(&high_before_low) <= 15);
  backlit_release(low);
  unblock_the_worker(blocker);
}

static void a_full_queue_refuses_and_takes_nothing(void) {
  backlit_task blocker = block_the_worker();
  for (int number = 0; number < MAX_PENDING; number++) {
    queue(BACKLIT_PRIORITY_NORMAL, number);
  }
  struct backlit_payload *payload = values_of_bytes(BACKLIT_TYPE_TEXT, "mine", 4);
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_VALUES, .payload = payload};
  double heap_used = backlit_heap_used();
  for (int priority = BACKLIT_PRIORITY_HIGH; priority <= BACKLIT_PRIORITY_LOW; priority++) {
    CHECK_IS(try_submit(kernel_number("notes"), arguments, priority, 1), BACKLIT_QUEUE_FULL);
    CHECK_IS(backlit_count(BACKLIT_COUNT_PENDING), MAX_PENDING);
    CHECK_IS(backlit_count(BACKLIT_COUNT_TASKS), MAX_PENDING + 1);
    CHECK_IS(backlit_heap_used(), heap_used);
  }
  CHECK(memcmp((char *)backlit_payload_bytes(payload) + value_in(payload, 0)->address, "mine", 4) ==
        0);
  backlit_payload_release(payload);
  unblock_the_worker(blocker);
  CHECK_IS(taken_count, MAX_PENDING);
}

static void a_cancelled_task_makes_room_at_once(void) {
  backlit_task blocker = block_the_worker();
  backlit_task tasks[MAX_PENDING];
  for (int number = 0; number < MAX_PENDING; number++) {
    tasks[number] = submit_with("notes", number, number % 3, 1);
  }
  // From the front, the middle, the end; then all others.
  int order[MAX_PENDING] = {0, MAX_PENDING / 2, MAX_PENDING - 1};
  for (int number = 1, at = 3; number < MAX_PENDING - 1; number++) {
    if (number != MAX_PENDING / 2) {
      order[at++] = number;
    }
  }
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_NUMBER, .number = 1000};
  for (int index = 0; index < MAX_PENDING; index++) {
    int priority = index % 3;
    CHECK_IS(try_submit(kernel_number("notes"), arguments, priority, 1), BACKLIT_QUEUE_FULL);
    CHECK_IS(backlit_cancel(tasks[order[index]]), 1);
    CHECK_IS(backlit_count(BACKLIT_COUNT_PENDING), MAX_PENDING - 1);
    backlit_release(tasks[order[index]]);
    CHECK_IS(backlit_status(tasks[order[index]]), BACKLIT_STALE_HANDLE);
    arguments.number = 1000 + index;
    backlit_task task = try_submit(kernel_number("notes"), arguments, priority, 1);
    CHECK(task > 0);
    backlit_release(task);
  }
  unblock_the_worker(blocker);
  CHECK_IS(taken_count, MAX_PENDING);
  double newest[3] = {0};
  for (int index = 0; index < MAX_PENDING; index++) {
    int priority = (int)(taken[index] - 1000) % 3;
    CHECK(taken[index] >= 1000 && taken[index] > newest[priority]);
    newest[priority] = taken[index];
  }
}

int main(void) {
  runtime_open(1, MAX_PENDING);
  RUN(tasks_of_one_priority_are_taken_in_order);
  RUN(the_highest_goes_first_but_for_every_sixteenth_take);
  RUN(a_flood_of_high_tasks_does_not_starve_a_low_one);
  RUN(a_full_queue_refuses_and_takes_nothing);
  RUN(a_cancelled_task_makes_room_at_once);
  runtime_close();
}
