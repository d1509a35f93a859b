#include "lane.h"

#include <stddef.h>

#include "atomics.h"
#include "lock.h"
#include "task.h"
#include "worker.h"

enum { PRIORITIES = 3, LOWEST_FIRST_EVERY = 16 };

// All under the lock.
struct lane {
  struct lock lock;
  uint32_t takes;
  struct task *first[PRIORITIES];
  struct task *last[PRIORITIES];
  struct worker *idle;
};

static struct lane lanes[2];
struct lane *const compute_lane = &lanes[0];
struct lane *const loop_lane = &lanes[1];

static uint32_t limit;           // written before the first submission
static _Atomic uint32_t pending; // tasks in both lanes

void lane_set_limit(uint32_t max_pending) { limit = max_pending; }

uint32_t lane_pending(void) { return load_relaxed(&pending); }

// Under the lock: the worker that shall be woken after it, or NULL.
static struct worker *pop_idle(struct lane *lane) {
  struct worker *worker = lane->idle;
  if (worker != NULL) {
    lane->idle = worker->idle_next;
    worker->is_idle = false;
  }
  return worker;
}

static void push(struct lane *lane, struct task *task) {
  lock_acquire(&lane->lock);
  uint32_t priority = task->priority;
  task->lane = lane;
  task->next = NULL;
  task->previous = lane->last[priority];
  if (task->previous == NULL) {
    lane->first[priority] = task;
  } else {
    task->previous->next = task;
  }
  lane->last[priority] = task;
  struct worker *idle = pop_idle(lane);
  lock_release(&lane->lock);
  if (idle != NULL) {
    worker_wake(idle);
  }
}

// Under the lock.
static void unlink_task(struct lane *lane, struct task *task) {
  *(task->previous == NULL ? &lane->first[task->priority] : &task->previous->next) = task->next;
  *(task->next == NULL ? &lane->last[task->priority] : &task->next->previous) = task->previous;
  task->next = task->previous = NULL;
  task->lane = NULL;
  subtract_acq_rel(&pending, 1);
}

int lane_submit(struct lane *lane, struct task *task) {
  if (add_acq_rel(&pending, 1) >= limit) {
    subtract_acq_rel(&pending, 1);
    return BACKLIT_QUEUE_FULL;
  }
  task_retain(task);
  push(lane, task);
  return 0;
}

void lane_pass_on(struct lane *lane, struct task *task) {
  add_acq_rel(&pending, 1);
  push(lane, task);
}

bool lane_remove(struct task *task) {
  for (int index = 0; index < 2; index++) {
    struct lane *lane = &lanes[index];
    lock_acquire(&lane->lock);
    bool here = task->lane == lane;
    if (here) {
      unlink_task(lane, task);
    }
    lock_release(&lane->lock);
    if (here) {
      return true;
    }
  }
  return false;
}

static struct task *first_task(struct lane *lane) {
  bool lowest_first = ++lane->takes % LOWEST_FIRST_EVERY == 0;
  for (int index = 0; index < PRIORITIES; index++) {
    struct task *task = lane->first[lowest_first ? PRIORITIES - 1 - index : index];
    if (task != NULL) {
      return task;
    }
  }
  return NULL;
}

struct task *lane_take(struct lane *lane, struct worker *worker) {
  lock_acquire(&lane->lock);
  struct task *task = first_task(lane);
  if (task != NULL) {
    unlink_task(lane, task);
  } else if (!worker->is_idle) {
    worker->is_idle = true;
    worker->idle_next = lane->idle;
    lane->idle = worker;
  }
  lock_release(&lane->lock);
  return task;
}

void lane_wake_again(struct lane *lane) {
  lock_acquire(&lane->lock);
  struct worker *idle = first_task(lane) == NULL ? NULL : pop_idle(lane);
  lock_release(&lane->lock);
  if (idle != NULL) {
    worker_wake(idle);
  }
}

void lane_forget(struct lane *lane, struct worker *worker) {
  lock_acquire(&lane->lock);
  for (struct worker **link = &lane->idle; *link != NULL; link = &(*link)->idle_next) {
    if (*link == worker) {
      *link = worker->idle_next;
      worker->is_idle = false;
      break;
    }
  }
  lock_release(&lane->lock);
}
