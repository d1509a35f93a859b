#include "ladder.h"

#include "atomics.h"
#include "clock.h"
#include "function.h"
#include "lane.h"
#include "retry.h"
#include "worker.h"

// ---- The last rung

// The attempt goes on in spite of all.
static void disown(struct task *task, uint32_t attempt) {
  if (!function_is_killable(task->function)) {
    return;
  }
  if (retry_matches(task, BACKLIT_TIMED_OUT) && retry_suspend(task, attempt)) { // not cancelled
    struct worker *worker = load_sequential(&task->worker);
    worker_abandon(task);
    if (worker != NULL) {
      worker_await_outside(worker);
    }
    store_sequential(&task->worker, NULL);
    task_retain(task);
    retry_wait(task);
    return;
  }
  bool is_cancelled = (load_sequential(&task->life) & LIFE_CANCEL) != 0;
  enum backlit_state state = is_cancelled ? BACKLIT_STATE_CANCELLED : BACKLIT_STATE_ERROR;
  if (task_end_attempt(task, attempt, state, BACKLIT_RUNG_DISOWN)) {
    worker_abandon(task);
  }
}

static void grace_is_over(struct deadline *deadline, uint32_t attempt) {
  struct task *task = task_of_deadline(deadline);
  disown(task, attempt);
  task_drop(task);
}

// ---- The way up

static void interrupt_is_due(struct deadline *deadline, uint32_t attempt);

// The attempt has come to a rung at this time: its worker hears of it, and the next one follows.
static void climb(struct task *task, uint32_t attempt, double now) {
  bool is_interrupted = (load_sequential(&task->life) & LIFE_INTERRUPTED) != 0;
  struct worker *worker = load_sequential(&task->worker);
  if (worker != NULL) {
    if (is_interrupted) {
      worker_interrupt(worker);
    }
    worker_wake(worker);
  }
  const struct backlit_options *options = &task->options;
  // Unless the attempt has ended already and the deadline serves something else.
  if (!is_interrupted) {
    task_arm_idle(task, now + options->flag_grace, interrupt_is_due, attempt);
  } else if (options->grace > 0) {
    task_arm_idle(task, now + options->grace, grace_is_over, attempt);
  } else if (options->grace == 0) {
    disown(task, attempt);
  }
}

static void interrupt_is_due(struct deadline *deadline, uint32_t attempt) {
  struct task *task = task_of_deadline(deadline);
  double now = clock_now(); // the grace begins with the rung
  if (task_interrupt(task, attempt)) {
    climb(task, attempt, now);
  }
  task_drop(task);
}

// ---- A cancel

// What its timeout has armed counts no more.
static void climb_for_cancel(struct task *task, uint32_t attempt) {
  task_disarm(task);
  climb(task, attempt, clock_now());
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
        climb_for_cancel(task, life_attempt(life));
      }
      return 1;
    }
    // It has begun to wait meanwhile.
  }
}

// ---- A timeout

static void timeout_is_over(struct deadline *deadline, uint32_t attempt) {
  struct task *task = task_of_deadline(deadline);
  double now = clock_now(); // the grace begins with the rung
  if (task_make_overdue(task, attempt)) {
    climb(task, attempt, now);
  }
  task_drop(task);
}

void ladder_limit(struct task *task, uint32_t attempt) {
  task_arm(task, clock_now() + task->options.timeout, timeout_is_over, attempt);
  if ((load_sequential(&task->life) & LIFE_CANCEL) != 0) {
    climb_for_cancel(task, attempt); // it came first, and this arming has replaced its own
  }
}
