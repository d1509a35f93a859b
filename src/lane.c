#include "lane.h"

#include <stddef.h>

#include "atomics.h"
#include "client.h"
#include "function.h"
#include "task.h"
#include "thread.h"
#include "worker.h"

enum { LOWEST_FIRST_EVERY = 16, ANY_FUNCTION = -1 };

static struct lane lanes[2];
struct lane *const compute_lane = &lanes[0];
struct lane *const loop_lane = &lanes[1];

static uint32_t limit; // written before the first submission

void lane_set_limit(uint32_t max_pending) { limit = max_pending; }

struct lane *lane_for(const struct task *task) {
  if (task->options.is_local) {
    return client_lane(task->client);
  }
  return function_is_async(task->function) ? loop_lane : compute_lane;
}

uint32_t lane_count(struct lane *lane) { return load_relaxed(&lane->count); }

uint32_t lane_pending(void) {
  struct client *client = current_thread.client;
  uint32_t local = client == NULL ? 0 : lane_count(client_lane(client));
  return lane_count(compute_lane) + lane_count(loop_lane) + local;
}

// Under the lock: the worker that shall be woken after it, or NULL. One at a time looks for work,
// and wakes the next one if it finds more than it takes: so a stream of short tasks wakes nobody in
// vain.
static struct worker *worker_to_wake(struct lane *lane) {
  struct worker *worker = lane->idle;
  if (load_relaxed(&lane->count) == 0 || lane->searcher != NULL || worker == NULL) {
    return NULL;
  }
  lane->idle = worker->idle_next;
  worker->is_idle = false;
  lane->searcher = worker;
  return worker;
}

// Under the lock: how many workers there would have to be for no task to wait.
static uint32_t demand_of(const struct lane *lane) {
  return lane->away + load_relaxed(&lane->count);
}

static void ask_for(const struct lane *lane, uint32_t demand) {
  if (lane == compute_lane) {
    workers_want(demand);
  }
}

static void wake(struct worker *worker) {
  if (worker != NULL) {
    worker_wake(worker);
  }
}

// Under the lock.
static void push(struct lane *lane, struct task *task) {
  uint32_t priority = task->options.priority;
  store_relaxed(&task->lane, lane);
  task->next = NULL;
  task->previous = lane->last[priority];
  if (task->previous == NULL) {
    lane->first[priority] = task;
  } else {
    task->previous->next = task;
  }
  lane->last[priority] = task;
  store_relaxed(&lane->count, load_relaxed(&lane->count) + 1);
}

// Under the lock.
static void unlink_task(struct lane *lane, struct task *task) {
  uint32_t priority = task->options.priority;
  *(task->previous == NULL ? &lane->first[priority] : &task->previous->next) = task->next;
  *(task->next == NULL ? &lane->last[priority] : &task->next->previous) = task->previous;
  task->next = task->previous = NULL;
  store_relaxed(&task->lane, NULL);
  store_relaxed(&lane->count, load_relaxed(&lane->count) - 1);
}

int lane_submit(struct lane *lane, struct task *task) {
  lock_acquire(&lane->lock);
  bool full = load_relaxed(&lane->count) >= limit;
  if (!full) {
    task_retain(task);
    push(lane, task);
  }
  struct worker *idle = worker_to_wake(lane);
  uint32_t demand = demand_of(lane);
  lock_release(&lane->lock);
  wake(idle);
  ask_for(lane, demand);
  return full ? BACKLIT_QUEUE_FULL : 0;
}

void lane_pass_on(struct lane *lane, struct task *task) {
  lock_acquire(&lane->lock);
  push(lane, task);
  struct worker *idle = worker_to_wake(lane);
  uint32_t demand = demand_of(lane);
  lock_release(&lane->lock);
  wake(idle);
  ask_for(lane, demand);
}

bool lane_stay(struct worker *keeper, struct task *task) {
  struct lane *lane = &keeper->own;
  lock_acquire(&lane->lock);
  bool is_open = lane->is_open;
  if (is_open) {
    push(lane, task);
  }
  lock_release(&lane->lock);
  if (is_open) {
    worker_wake(keeper);
  }
  return is_open;
}

void lane_open(struct lane *lane) {
  lock_acquire(&lane->lock);
  lane->is_open = true;
  lock_release(&lane->lock);
}

// Under the lock: takes out the tasks of a function, linked by `next` in their order.
static struct task *take_out(struct lane *lane, int32_t function) {
  struct task *taken = NULL;
  struct task **end = &taken;
  for (int priority = 0; priority < LANE_PRIORITIES; priority++) {
    for (struct task *task = lane->first[priority], *next; task != NULL; task = next) {
      next = task->next;
      if (function == ANY_FUNCTION || task->function == function) {
        unlink_task(lane, task);
        *end = task;
        end = &task->next;
      }
    }
  }
  return taken;
}

struct task *lane_close(struct lane *lane) {
  lock_acquire(&lane->lock);
  lane->is_open = false;
  struct task *tasks = take_out(lane, ANY_FUNCTION);
  lock_release(&lane->lock);
  return tasks;
}

bool lane_remove(struct task *task) {
  for (;;) {
    struct lane *lane = load_acquire(&task->lane);
    if (lane == NULL) {
      return false;
    }
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
}

// Under the lock, as the next.
static struct task *first_task(const struct lane *lane) {
  bool lowest_first = (lane->takes + 1) % LOWEST_FIRST_EVERY == 0;
  for (int index = 0; index < LANE_PRIORITIES; index++) {
    struct task *task = lane->first[lowest_first ? LANE_PRIORITIES - 1 - index : index];
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
  if (!worker->is_idle) {
    return;
  }
  for (struct worker **link = &lane->idle; *link != NULL; link = &(*link)->idle_next) {
    if (*link == worker) {
      *link = worker->idle_next;
      worker->is_idle = false;
      break;
    }
  }
}

static void set_away(struct lane *lane, struct worker *worker, bool is_away) {
  lane->away += (uint32_t)is_away - (uint32_t)worker->is_away;
  worker->is_away = is_away;
}

static struct task *pop(struct lane *lane) {
  struct task *task = first_task(lane);
  if (task != NULL) {
    unlink_task(lane, task);
    lane->takes++;
  }
  return task;
}

static struct task *take_own(struct worker *worker) {
  if (lane_count(&worker->own) == 0) {
    return NULL;
  }
  lock_acquire(&worker->own.lock);
  struct task *task = pop(&worker->own);
  lock_release(&worker->own.lock);
  return task;
}

struct task *lane_take(struct lane *lane, struct worker *worker) {
  struct task *own = take_own(worker);
  lock_acquire(&lane->lock);
  stop_searching(lane, worker);
  struct task *task = own != NULL ? own : pop(lane);
  set_away(lane, worker, task != NULL);
  if (task != NULL) {
    remove_idle(lane, worker); // nobody woke it for this task: it gets no wake while it is busy
  } else if (!worker->is_idle) {
    worker->is_idle = true;
    worker->idle_next = lane->idle;
    lane->idle = worker;
  }
  struct worker *next = worker_to_wake(lane);
  uint32_t demand = demand_of(lane); // more than before after a task of its own
  lock_release(&lane->lock);
  wake(next);
  ask_for(lane, demand);
  return task;
}

void lane_ask_for_workers(struct lane *lane) {
  lock_acquire(&lane->lock);
  uint32_t demand = demand_of(lane);
  lock_release(&lane->lock);
  ask_for(lane, demand);
}

void lane_expect(struct lane *lane, struct worker *worker) {
  if (lane == compute_lane && workers_can_grow()) {
    lock_acquire(&lane->lock);
    set_away(lane, worker, false);
    lock_release(&lane->lock);
  }
}

void lane_move(struct lane *from, struct lane *to, int32_t function) {
  lock_acquire(&from->lock);
  struct task *moved = take_out(from, function);
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
  set_away(lane, worker, false);
  struct worker *next = worker_to_wake(lane);
  lock_release(&lane->lock);
  wake(next);
}
