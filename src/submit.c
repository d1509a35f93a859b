// Submitting and cancelling: what clients ask for.
#include "atomics.h"
#include "backlit.h"
#include "function.h"
#include "lane.h"
#include "park.h"
#include "task.h"
#include "thread.h"
#include "worker.h"

backlit_task backlit_submit(int priority, double grace) {
  core_enter();
  const struct backlit_exchange *exchange = backlit_exchange();
  int error = 0;
  struct task *task = task_create(&error);
  if (task == NULL) {
    core_leave();
    return error;
  }
  task->function = exchange->function;
  task->priority = (uint32_t)priority;
  task->grace = grace;
  task->client = current_thread.client;
  task->arguments = value_from_exchange(exchange);
  backlit_task handle = task_handle(task);
  bool is_async = function_is_async(task->function);
  error = lane_submit(is_async ? loop_lane : compute_lane, task);
  if (error != 0) {
    task->arguments = (struct value){.kind = BACKLIT_KIND_EMPTY};
    task_drop(task);
  } else if (is_async) {
    worker_want_loop();
  } else if (function_is_unknown(task->function) && workers_are_busy()) {
    function_ask(task->function);
  }
  core_leave();
  return error != 0 ? error : handle;
}

static void grace_is_over(struct deadline *deadline) {
  struct task *task = (struct task *)(void *)((char *)deadline - offsetof(struct task, deadline));
  worker_disown(task, 1U << BACKLIT_STATE_RUNNING, BACKLIT_STATE_CANCELLED);
  task_drop(task);
}

// The deadline holds a reference while it is armed.
static void arm_grace(struct task *task) {
  task_retain(task);
  deadline_arm(&task->deadline, clock_now() + task->grace, grace_is_over);
  if (life_is_over(load_sequential(&task->life)) && deadline_disarm(&task->deadline)) {
    task_drop(task);
  }
}

// Up the ladder: the flag now, the worker's loss after the grace.
static void climb(struct task *task) {
  struct worker *worker = load_sequential(&task->worker);
  if (worker != NULL) {
    worker_wake(worker);
  } else if (lane_remove(task)) { // passed on, and waiting for the loop worker
    task_end(task, 1U << BACKLIT_STATE_RUNNING, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_FLAG);
    task_drop(task);
    return;
  }
  if (task->grace == 0) {
    worker_disown(task, 1U << BACKLIT_STATE_RUNNING, BACKLIT_STATE_CANCELLED);
  } else if (task->grace > 0) {
    arm_grace(task);
  }
}

static int cancel(struct task *task) {
  if (task_end(task, 1U << BACKLIT_STATE_PENDING, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_FLAG)) {
    if (lane_remove(task)) {
      task_drop(task);
    }
    return 1;
  }
  uint64_t life = task_request_cancel(task);
  if (life_state(life) == BACKLIT_STATE_RUNNING && (life & LIFE_CANCEL) == 0) {
    climb(task);
  }
  return life_state(life) == BACKLIT_STATE_RUNNING;
}

int backlit_cancel(backlit_task handle) {
  core_enter();
  struct task *task = task_hold(handle);
  int accepted = task == NULL ? BACKLIT_STALE_HANDLE : cancel(task);
  if (task != NULL) {
    task_drop(task);
  }
  core_leave();
  return accepted;
}
