#include "retry.h"

#include <math.h>

#include "atomics.h"
#include "clock.h"
#include "function.h"
#include "lane.h"
#include "random.h"
#include "worker.h"

bool retry_matches(const struct task *task, int code) {
  return (task->options.retried_errors >> -code & 1) != 0;
}

bool retry_may_follow(const struct task *task, uint32_t attempt) {
  const struct backlit_options *options = &task->options;
  if (attempt >= options->max_attempts || runtime_is_closing()) {
    return false;
  }
  return !(options->max_elapsed > 0 &&
           clock_now() - load_relaxed(&task->started_at) >= options->max_elapsed);
}

bool retry_suspend(struct task *task, uint32_t attempt) {
  return retry_may_follow(task, attempt) && task_suspend(task, attempt);
}

static double delay_after(const struct backlit_options *options, uint32_t attempt) {
  double delay = options->base_delay;
  for (uint32_t failed = 1; failed < attempt && delay < options->max_delay; failed++) {
    delay *= options->multiplier;
  }
  delay = fmin(delay, options->max_delay);
  return delay * (1 + options->jitter * (2 * random_fraction() - 1));
}

static void queue(struct task *task) {
  if (!task->options.stays || !lane_stay(task->keeper, task)) {
    lane_pass_on(lane_for(task), task);
  }
  // It may have been cancelled while it was in no lane.
  if (life_is_over(load_sequential(&task->life)) && lane_remove(task)) {
    task_drop(task);
  }
}

static void wait_is_over(struct deadline *deadline, uint32_t attempt) {
  (void)attempt;
  queue(task_of_deadline(deadline));
}

void retry_wait(struct task *task) {
  double delay = delay_after(&task->options, life_attempt(load_relaxed(&task->life)));
  if (!(delay > 0)) {
    queue(task);
    return;
  }
  task_arm(task, clock_now() + delay, wait_is_over, 0);
  task_drop(task);
}
