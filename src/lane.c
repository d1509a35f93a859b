#include "lane.h"

#include <stddef.h>

#include "atomics.h"
#include "lock.h"
#include "task.h"
#include "worker.h"

enum { PRIORITIES = 3, LOWEST_FIRST_EVERY = 16 };

// All under the lock. Alone on its cache lines, like all that several threads write often.
struct lane {
  _Alignas(64) struct lock lock;
  uint32_t takes;
  uint32_t count;
  struct task *first[PRIORITIES];
  struct task *last[PRIORITIES];
  struct worker *idle;
  struct worker *searcher; // was woken and has not looked yet: no second one is woken meanwhile
};

static struct lane lanes[2];
struct lane *const compute_lane = &lanes[0];
struct lane *const loop_lane = &lanes[1];

static uint32_t limit; // written before the first submission

void lane_set_limit(uint32_t max_pending) { limit = max_pending; }

uint32_t lane_count(struct lane *lane) {
  lock_acquire(&lane->lock);
  uint32_t count = lane->count;
  lock_release(&lane->lock);
  return count;
}

uint32_t lane_pending(void) { return lane_count(compute_lane) + lane_count(loop_lane); }

// Under the lock: the worker that shall be woken after it, or NULL. One at a time looks for work,
// and wakes the next one if it finds more than it takes: so a stream of short tasks wakes nobody in
// vain.
static struct worker *worker_to_wake(struct lane *lane) {
  struct worker *worker = lane->idle;
  if (lane->count == 0 || lane->searcher != NULL || worker == NULL) {
    return NULL;
  }
  lane->idle = worker->idle_next;
  worker->is_idle = false;
  lane->searcher = worker;
  return worker;
}

static void wake(struct worker *worker) {
  if (worker != NULL) {
    worker_wake(worker);
  }
}

// Under the lock.
static void push(struct lane *lane, struct task *task) {
  uint32_t priority = task->priority;
  store_relaxed(&task->lane, lane);
  task->next = NULL;
  task->previous = lane->last[priority];
  if (task->previous == NULL) {
    lane->first[priority] = task;
  } else {
    task->previous->next = task;
  }
  lane->last[priority] = task;
  lane->count++;
}

// Under the lock.
static void unlink_task(struct lane *lane, struct task *task) {
  *(task->previous == NULL ? &lane->first[task->priority] : &task->previous->next) = task->next;
  *(task->next == NULL ? &lane->last[task->priority] : &task->next->previous) = task->previous;
  task->next = task->previous = NULL;
  store_relaxed(&task->lane, NULL);
  lane->count--;
}

int lane_submit(struct lane *lane, struct task *task) {
  lock_acquire(&lane->lock);
  bool full = lane->count >= limit;
  if (!full) {
    task_retain(task);
    push(lane, task);
  }
  struct worker *idle = worker_to_wake(lane);
  lock_release(&lane->lock);
  wake(idle);
  return full ? BACKLIT_QUEUE_FULL : 0;
}

void lane_pass_on(struct lane *lane, struct task *task) {
  lock_acquire(&lane->lock);
  push(lane, task);
  struct worker *idle = worker_to_wake(lane);
  lock_release(&lane->lock);
  wake(idle);
}

bool lane_remove(struct task *task) {
  for (int index = 0; index < 2; index++) {
    struct lane *lane = &lanes[index];
    lock_acquire(&lane->lock);
    bool here = load_relaxed(&task->lane) == lane;
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

// Under the lock, as the next.
static struct task *first_task(const struct lane *lane) {
  bool lowest_first = (lane->takes + 1) % LOWEST_FIRST_EVERY == 0;
  for (int index = 0; index < PRIORITIES; index++) {
    struct task *task = lane->first[lowest_first ? PRIORITIES - 1 - index : index];
    if (task != NULL) {
      return task;
    }
  }
  return NULL;
}

static void stop_searching(struct lane *lane, struct worker *worker) {
  if (lane->searcher == worker) {
    lane->searcher = NULL;
  }
}

static void remove_idle(struct lane *lane, struct worker *worker) {
  for (struct worker **link = &lane->idle; *link != NULL; link = &(*link)->idle_next) {
    if (*link == worker) {
      *link = worker->idle_next;
      worker->is_idle = false;
      break;
    }
  }
}

struct task *lane_take(struct lane *lane, struct worker *worker) {
  lock_acquire(&lane->lock);
  stop_searching(lane, worker);
  struct task *task = first_task(lane);
  if (task != NULL) {
    unlink_task(lane, task);
    lane->takes++;
    if (worker->is_idle) { // nobody woke it for this task: it must not get a wake while it is busy
      remove_idle(lane, worker);
    }
  } else if (!worker->is_idle) {
    worker->is_idle = true;
    worker->idle_next = lane->idle;
    lane->idle = worker;
  }
  struct worker *next = worker_to_wake(lane);
  lock_release(&lane->lock);
  wake(next);
  return task;
}

void lane_move(struct lane *from, struct lane *to, int32_t function) {
  struct task *moved = NULL;
  struct task **end = &moved;
  lock_acquire(&from->lock);
  for (int priority = 0; priority < PRIORITIES; priority++) {
    for (struct task *task = from->first[priority], *next; task != NULL; task = next) {
      next = task->next;
      if (task->function == function) {
        unlink_task(from, task);
        *end = task;
        end = &task->next;
      }
    }
  }
  lock_release(&from->lock);
  while (moved != NULL) {
    struct task *task = moved;
    moved = task->next;
    lane_pass_on(to, task);
  }
}

void lane_poke(struct lane *lane) {
  lock_acquire(&lane->lock);
  struct worker *idle = lane->idle;
  if (idle != NULL) {
    remove_idle(lane, idle);
  }
  lock_release(&lane->lock);
  wake(idle);
}

void lane_wake_again(struct lane *lane) {
  lock_acquire(&lane->lock);
  struct worker *idle = worker_to_wake(lane);
  lock_release(&lane->lock);
  wake(idle);
}

void lane_forget(struct lane *lane, struct worker *worker) {
  lock_acquire(&lane->lock);
  stop_searching(lane, worker);
  remove_idle(lane, worker);
  struct worker *next = worker_to_wake(lane);
  lock_release(&lane->lock);
  wake(next);
}
