// A task has exactly one end, whoever else wants to end it at the same moment.
#include "task.h"
#include "test.h"

enum { RACERS = 4 };

static struct task *contested;
static _Atomic int round_number;
static _Atomic int arrived;
static _Atomic int winners;
static _Atomic int winner;

static const enum backlit_state wanted[RACERS] = {BACKLIT_STATE_DONE, BACKLIT_STATE_ERROR,
                                                  BACKLIT_STATE_CANCELLED, BACKLIT_STATE_CANCELLED};
static const enum backlit_rung by[RACERS] = {BACKLIT_RUNG_NONE, BACKLIT_RUNG_NONE,
                                             BACKLIT_RUNG_FLAG, BACKLIT_RUNG_DISOWN};

static void *race(void *argument) {
  int self = *(int *)argument;
  for (int number = 1; number <= times(20000); number++) {
    while (load_sequential(&round_number) != number) {
      sched_yield();
    }
    if (self == 3) {
      task_request_cancel(contested);
    }
    if (task_end(contested, TASK_ATTEMPTED, wanted[self], by[self])) {
      add_sequential(&winners, 1);
      store_sequential(&winner, self);
    }
    add_sequential(&arrived, 1);
  }
  return NULL;
}

static void only_one_of_many_ends_a_task(void) {
  pthread_t threads[RACERS];
  int numbers[RACERS];
  for (int index = 0; index < RACERS; index++) {
    numbers[index] = index;
    CHECK_IS(pthread_create(&threads[index], NULL, race, &numbers[index]), 0);
  }
  for (int number = 1; number <= times(20000); number++) {
    int error = 0;
    contested = task_create(NULL, &error);
    CHECK(contested != NULL);
    task_begin(contested);
    store_sequential(&winners, 0);
    store_sequential(&arrived, 0);
    store_sequential(&round_number, number);
    while (load_sequential(&arrived) != RACERS) {
      sched_yield();
    }
    backlit_task handle = task_handle(contested);
    CHECK_IS(load_sequential(&winners), 1);
    CHECK_IS(backlit_status(handle), wanted[load_sequential(&winner)]);
    CHECK_IS(backlit_cancelled_by(handle), by[load_sequential(&winner)]);
    CHECK(task_drop(contested));
    CHECK_IS(backlit_status(handle), BACKLIT_STALE_HANDLE);
  }
  for (int index = 0; index < RACERS; index++) {
    CHECK_IS(pthread_join(threads[index], NULL), 0);
  }
}

static void an_ended_task_neither_begins_nor_ends_again(void) {
  for (int state = BACKLIT_STATE_DONE; state <= BACKLIT_STATE_CANCELLED; state++) {
    int error = 0;
    struct task *task = task_create(NULL, &error);
    CHECK(!task_end(task, TASK_ATTEMPTED, (enum backlit_state)state, 0));
    CHECK(!life_is_over(task_begin(task)));
    CHECK(!task_end(task, TASK_PENDING, (enum backlit_state)state, 0));
    CHECK(task_end(task, TASK_ATTEMPTED, (enum backlit_state)state, 0));
    CHECK(life_is_over(task_begin(task)));
    CHECK(life_is_over(task_request_cancel(task)));
    CHECK(!task_end(task, TASK_PENDING | TASK_ATTEMPTED, BACKLIT_STATE_DONE, 0));
    CHECK_IS(backlit_status(task_handle(task)), state);
    CHECK(task_drop(task));
  }
}

int main(void) {
  RUN(only_one_of_many_ends_a_task);
  RUN(an_ended_task_neither_begins_nor_ends_again);
}
