#include "ladder.h"

#include "atomics.h"
#include "clock.h"
#include "function.h"
#include "lane.h"
#include "retry.h"
#include "worker.h"

// ---- A cancel

static void disown(struct task *task) {
  if (function_is_killable(task->function) &&
      task_end(task, TASK_ATTEMPTED, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_DISOWN)) {
    worker_abandon(task);
  }
}

static void grace_is_over(struct deadline *deadline, uint32_t attempt) {
  (void)attempt; // a cancelled task has no further one
  struct task *task = task_of_deadline(deadline);
  disown(task);
  task_drop(task);
}

static void arm_grace(struct task *task) {
  if (task->options.grace > 0) {
    task_arm(task, clock_now() + task->options.grace, grace_is_over, 0);
  }
}

static void tell(struct task *task) {
  struct worker *worker = load_sequential(&task->worker);
  if (worker != NULL) {
    worker_wake(worker);
  }
}

int ladder_cancel(struct task *task) {
  for (;;) {
    if (task_end(task, TASK_PENDING | TASK_WAITING, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_FLAG)) {
      if (lane_remove(task)) {
        task_drop(task);
      }
      return 1;
    }
    uint64_t life = task_request_cancel(task);
    if (life_is_over(life)) {
      return 0;
    }
    if (life_is_attempt(life, life_attempt(life))) {
      if ((life & LIFE_CANCEL) == 0) {
        tell(task);
        arm_grace(task);
        if (task->options.grace == 0) {
          disown(task);
        }
      }
      return 1;
    }
    // It has begun to wait meanwhile.
  }
}

// ---- A timeout

// Supervisor: the attempt goes on after the grace.
static void end_overdue(struct task *task, uint32_t attempt) {
  if (!function_is_killable(task->function)) {
    return;
  }
  if (retry_matches(task, BACKLIT_TIMED_OUT) && retry_suspend(task, attempt)) {
    struct worker *worker = load_sequential(&task->worker);
    worker_abandon(task);
    if (worker != NULL) {
      worker_await_outside(worker);
    }
    store_sequential(&task->worker, NULL);
    task_retain(task);
    retry_wait(task);
  } else if (task_end_attempt(task, attempt, BACKLIT_STATE_ERROR, BACKLIT_RUNG_DISOWN)) {
    worker_abandon(task);
  }
}

static void overdue_grace_is_over(struct deadline *deadline, uint32_t attempt) {
  struct task *task = task_of_deadline(deadline);
  end_overdue(task, attempt);
  task_drop(task);
}

static void timeout_is_over(struct deadline *deadline, uint32_t attempt) {
  struct task *task = task_of_deadline(deadline);
  double now = clock_now(); // the grace begins with the flag
  if (task_make_overdue(task, attempt)) {
    tell(task);
    if (task->options.grace == 0) {
      end_overdue(task, attempt);
    } else if (task->options.grace > 0 &&
               // Unless the attempt has ended already and the deadline serves something else.
               deadline_arm_idle(deadline, now + task->options.grace, overdue_grace_is_over,
                                 attempt)) {
      return;
    }
  }
  task_drop(task);
}

void ladder_limit(struct task *task, uint32_t attempt) {
  task_arm(task, clock_now() + task->options.timeout, timeout_is_over, attempt);
  if ((load_sequential(&task->life) & LIFE_CANCEL) != 0) {
    arm_grace(task); // a cancel came first, and this arming has replaced its own
  }
}
