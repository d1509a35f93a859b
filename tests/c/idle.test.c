// Wakes reach workers that have nothing to do, and only those. Here the workers are this test's
// own, so that it decides who comes to the lane when.
#include "lane.h"
#include "task.h"
#include "test.h"
#include "worker.h"

static struct worker one;
static struct worker two;
static struct worker three;

static struct task *queue_in(struct lane *lane) {
  int error = 0;
  struct task *task = task_create(NULL, &error);
  CHECK(task != NULL);
  task->options.priority = BACKLIT_PRIORITY_NORMAL;
  CHECK_IS(lane_submit(lane, task), 0);
  return task;
}

static struct task *queue_a_task(void) { return queue_in(compute_lane); }

static void drop_taken(struct task *task) {
  CHECK(!task_drop(task)); // the lane's reference
  CHECK(task_drop(task));
}

static bool was_woken(struct worker *worker) { return exchange_sequential(&worker->wake, 0) != 0; }

static bool finds_nothing(struct worker *worker) { return lane_take(compute_lane, worker) == NULL; }

static void take(struct worker *worker, struct task *task) {
  CHECK(lane_take(compute_lane, worker) == task);
  drop_taken(task);
}

static void a_task_wakes_one_idle_worker(void) {
  CHECK(finds_nothing(&two) && finds_nothing(&one));
  struct task *task = queue_a_task();
  CHECK(was_woken(&one) && !was_woken(&two));
  take(&one, task);
  CHECK(!was_woken(&one) && !was_woken(&two));
  lane_forget(compute_lane, &two);
}

static void one_task_each_wakes_all_that_are_idle(void) {
  CHECK(finds_nothing(&three) && finds_nothing(&two) && finds_nothing(&one));
  struct task *tasks[] = {queue_a_task(), queue_a_task(), queue_a_task(), queue_a_task()};
  CHECK(was_woken(&one));
  take(&one, tasks[0]);
  CHECK(was_woken(&two));
  take(&two, tasks[1]);
  CHECK(was_woken(&three));
  take(&three, tasks[2]);
  take(&three, tasks[3]);
  CHECK(!was_woken(&one) && !was_woken(&two) && !was_woken(&three));
}

static void looking_twice_makes_nobody_twice_idle(void) {
  CHECK(finds_nothing(&one) && finds_nothing(&one));
  struct task *first = queue_a_task();
  CHECK(was_woken(&one));
  take(&one, first);
  struct task *second = queue_a_task();
  CHECK(!was_woken(&one));
  take(&one, second);
}

// A worker that woke for another reason (an old cancel) may find a task that woke somebody else.
static void a_worker_that_found_a_task_unwoken_gets_no_wake_while_it_is_busy(void) {
  CHECK(finds_nothing(&three) && finds_nothing(&two) && finds_nothing(&one));
  struct task *task = queue_a_task();
  CHECK(was_woken(&one));
  take(&two, task);
  CHECK(finds_nothing(&one));
  task = queue_a_task();
  CHECK(was_woken(&one));
  take(&one, task);
  task = queue_a_task();
  CHECK(was_woken(&three) && !was_woken(&two));
  take(&three, task);
}

static void a_cancelled_task_leaves_its_wake_to_the_next(void) {
  CHECK(finds_nothing(&two) && finds_nothing(&one));
  struct task *task = queue_a_task();
  CHECK(was_woken(&one));
  CHECK(lane_remove(task) && !lane_remove(task));
  drop_taken(task);
  CHECK(finds_nothing(&one));
  task = queue_a_task();
  CHECK(was_woken(&one) || was_woken(&two));
  take(&one, task);
  lane_forget(compute_lane, &two);
}

static void a_dead_worker_is_not_woken(void) {
  CHECK(finds_nothing(&one) && finds_nothing(&two));
  lane_forget(compute_lane, &two);
  lane_forget(compute_lane, &two);
  struct task *task = queue_a_task();
  CHECK(was_woken(&one) && !was_woken(&two));
  take(&one, task);
}

static void a_wake_that_a_dying_worker_ate_is_repeated(void) {
  struct lane *lanes[] = {compute_lane, loop_lane};
  for (int index = 0; index < 2; index++) {
    CHECK(lane_take(lanes[index], &one) == NULL);
    CHECK(lane_take(lanes[index], &two) == NULL);
    struct task *task = queue_in(lanes[index]);
    CHECK(was_woken(&two) && !was_woken(&one));
    lane_forget(compute_lane, &two);
    lane_forget(loop_lane, &two);
    lane_wake_again(lanes[index]);
    CHECK(was_woken(&one));
    CHECK(lane_take(lanes[index], &one) == task);
    drop_taken(task);
    CHECK(lane_take(lanes[index], &one) == NULL);
    lane_wake_again(lanes[index]);
    CHECK(!was_woken(&one));
    lane_forget(lanes[index], &one);
  }
}

int main(void) {
  lane_set_limit(10);
  RUN(a_task_wakes_one_idle_worker);
  RUN(one_task_each_wakes_all_that_are_idle);
  RUN(looking_twice_makes_nobody_twice_idle);
  RUN(a_worker_that_found_a_task_unwoken_gets_no_wake_while_it_is_busy);
  RUN(a_cancelled_task_leaves_its_wake_to_the_next);
  RUN(a_dead_worker_is_not_woken);
  RUN(a_wake_that_a_dying_worker_ate_is_repeated);
  CHECK_IS(backlit_count(BACKLIT_COUNT_PENDING), 0);
  CHECK_IS(backlit_count(BACKLIT_COUNT_TASKS), 0);
}
