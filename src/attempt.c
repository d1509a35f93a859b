// Attempts: what workers do with tasks, from taking one to reporting its end, and what the function
// that runs calls meanwhile.
#include "atomics.h"
#include "backlit.h"
#include "clock.h"
#include "function.h"
#include "kernel.h"
#include "ladder.h"
#include "lane.h"
#include "progress.h"
#include "retry.h"
#include "run.h"
#include "task.h"
#include "thread.h"
#include "worker.h"

static struct worker *self(void) { return current_thread.worker; }

static void let_go(struct worker *worker, struct run *run) {
  worker_name_task(worker, run->task, NULL);
  if (life_attempt(load_acquire(&run->task->life)) == run->attempt) {
    store_sequential(&run->task->worker, NULL);
  }
  run_remove(worker, run);
}

// The lease names the task before the attempt is under way, so whoever disowns it finds its worker.
// Takes the caller's reference. NULL: the task has ended.
static struct run *begin(struct worker *worker, struct task *task) {
  struct run *run = run_add(worker, task);
  if (run == NULL) {
    task->result = (struct value){.number = BACKLIT_OUT_OF_MEMORY, .kind = BACKLIT_KIND_FAILURE};
    task_end(task, TASK_ALIVE, BACKLIT_STATE_ERROR, BACKLIT_RUNG_NONE);
    task_drop(task);
    return NULL;
  }
  worker_name_task(worker, NULL, task);
  store_sequential(&task->worker, worker);
  uint64_t life = task_begin(task);
  run->attempt = life_attempt(life);
  if (life_is_over(life)) {
    let_go(worker, run);
    task_drop(task);
    return NULL;
  }
  task->keeper = worker;
  if (task->options.timeout > 0) {
    ladder_limit(task, run->attempt);
  }
  return run;
}

// The end of an attempt, with an outcome whose payload it takes. 1: it was the task's end.
static int finish(struct worker *worker, struct run *run, enum backlit_state state,
                  struct value outcome, bool retry) {
  struct task *task = run->task;
  lane_expect(worker_lane(worker), worker); // before anybody sees the end and submits the next task
  uint64_t life = load_acquire(&task->life);
  enum backlit_rung rung = BACKLIT_RUNG_NONE;
  if (state == BACKLIT_STATE_CANCELLED && (life & (LIFE_CANCEL | LIFE_OVERDUE)) != 0) {
    rung = run->was_interrupted ? BACKLIT_RUNG_INTERRUPT : BACKLIT_RUNG_FLAG;
    if ((life & LIFE_CANCEL) == 0) { // it was the timeout
      state = BACKLIT_STATE_ERROR;
      retry = retry_matches(task, BACKLIT_TIMED_OUT);
    }
  }
  bool is_current = life_is_attempt(life, run->attempt);
  if (is_current && state == BACKLIT_STATE_ERROR && retry && retry_may_follow(task, run->attempt)) {
    value_release(&outcome);
    if (task_suspend(task, run->attempt)) {
      let_go(worker, run);
      retry_wait(task);
      return 0;
    }
    state = BACKLIT_STATE_CANCELLED; // of the attempt that would have followed
    rung = BACKLIT_RUNG_FLAG;
  }
  bool ended = false;
  if (is_current) {
    task->result = outcome;
    ended = task_end_attempt(task, run->attempt, state, rung);
    if (!ended) {
      task->result = (struct value){.kind = BACKLIT_KIND_EMPTY};
    }
  }
  if (ended) {
    value_release(&task->arguments); // a task that has ended may be kept for long
  } else {
    value_release(&outcome);
  }
  let_go(worker, run);
  task_drop(task);
  return ended;
}

static void pass_on(struct worker *worker, struct run *run) {
  struct task *task = run->task;
  if (!task_unbegin(task, run->attempt)) {
    finish(worker, run, BACKLIT_STATE_CANCELLED, (struct value){.kind = BACKLIT_KIND_EMPTY}, false);
    return;
  }
  task_disarm(task);
  let_go(worker, run);
  worker_want_loop();
  lane_pass_on(loop_lane, task);
}

static void run_kernel(struct worker *worker, struct run *run) {
  struct value outcome;
  enum backlit_state state = kernel_run(run->task, run->attempt, &outcome);
  bool retry = state == BACKLIT_STATE_ERROR && retry_matches(run->task, (int)outcome.number);
  finish(worker, run, state, outcome, retry);
}

static backlit_task hand_out(struct worker *worker, const struct run *run) {
  const struct task *task = run->task;
  struct backlit_exchange *exchange = &worker->exchange;
  value_to_exchange(&task->arguments, exchange);
  exchange->function = task->function;
  exchange->attempt = run->attempt;
  exchange->retry_filter =
      task->options.max_attempts > 1 ? task->options.retry_filter : BACKLIT_RETRY_FILTER_NONE;
  return task_handle(task);
}

backlit_task backlit_take(int wait) {
  struct worker *worker = self();
  core_enter();
  struct lane *lane = worker_lane(worker);
  store_sequential(&worker->parked, 0); // after backlit_worker_arm()
  store_sequential(&worker->heard, load_sequential(&worker->asked));
  backlit_task taken = 0;
  while (taken == 0) {
    uint32_t seen = load_sequential(&worker->wake);
    if (runtime_is_closing()) {
      taken = BACKLIT_CANCELLED;
      break;
    }
    struct task *task = lane_take(lane, worker);
    if (task == NULL) {
      if (worker_retires(worker)) { // it counts as idle: who has it retire finds it
        taken = BACKLIT_CANCELLED;
        break;
      }
      if (!wait) {
        break;
      }
      worker_sleep(worker, seen, -1);
      continue;
    }
    struct run *run = begin(worker, task);
    if (run == NULL) {
      continue;
    }
    if (function_kernel(task->function) != NULL) {
      run_kernel(worker, run);
    } else if (lane == compute_lane && function_is_async(task->function)) {
      pass_on(worker, run);
    } else {
      taken = hand_out(worker, run);
    }
  }
  core_leave();
  return taken;
}

void backlit_pass_on(backlit_task handle, uint32_t attempt) {
  core_enter();
  struct run *run = run_find(self(), handle, attempt);
  if (run != NULL) {
    backlit_function_found(run->task->function, 1);
    pass_on(self(), run);
  }
  core_leave();
}

int backlit_finish(backlit_task handle, uint32_t attempt, int state, int retry) {
  struct worker *worker = self();
  core_enter();
  struct value outcome = value_from_exchange(&worker->exchange);
  if (outcome.payload != NULL) {
    payload_hand_over(outcome.payload);
  }
  struct run *run = run_find(worker, handle, attempt);
  int ended = 0;
  if (run != NULL) {
    ended = finish(worker, run, (enum backlit_state)state, outcome, retry != 0);
  } else {
    value_release(&outcome);
  }
  core_leave();
  return ended;
}

// Its life, if this attempt is under way; else NULL.
static struct task *task_at_attempt(backlit_task handle, uint32_t attempt, uint64_t *life) {
  struct task *task = task_find(handle);
  *life = task == NULL ? 0 : load_acquire(&task->life);
  return task != NULL && life_is_attempt(*life, attempt) ? task : NULL;
}

int backlit_cancel_requested(backlit_task handle, uint32_t attempt) {
  core_enter();
  uint64_t life;
  const struct task *task = task_at_attempt(handle, attempt, &life);
  core_leave();
  if (task == NULL || (life & LIFE_CANCEL) != 0) {
    return BACKLIT_CANCELLED;
  }
  return (life & LIFE_OVERDUE) != 0 ? BACKLIT_TIMED_OUT : 0;
}

int backlit_take_interrupt(backlit_task handle, uint32_t attempt) {
  core_enter();
  int request = 0;
  struct run *run = run_find(self(), handle, attempt);
  if (run != NULL) {
    uint64_t life = load_acquire(&run->task->life);
    bool is_given_up = !life_is_attempt(life, attempt);
    if (is_given_up || (life & LIFE_INTERRUPTED) != 0) {
      request = backlit_cancel_requested(handle, attempt);
      run->was_interrupted = true;
    }
  }
  core_leave();
  return request;
}

static struct progress *progress_of(struct task *task) {
  struct progress *progress = load_acquire(&task->progress);
  if (progress == NULL) {
    progress = progress_create();
    store_release(&task->progress, progress);
  }
  return progress;
}

static int add_progress(backlit_task handle, uint32_t attempt, struct value value) {
  core_enter();
  uint64_t life;
  struct task *task = task_at_attempt(handle, attempt, &life);
  int error = 0;
  if (task == NULL) {
    value_release(&value);
  } else {
    struct progress *progress = progress_of(task);
    if (value.payload != NULL) {
      payload_hand_over(value.payload); // before anybody else has it
    }
    error = progress == NULL ? BACKLIT_OUT_OF_MEMORY : progress_add(progress, value);
    if (error != 0 && value.payload != NULL) {
      payload_take_back(value.payload);
    }
  }
  core_leave();
  return error;
}

int backlit_progress(backlit_task task, uint32_t attempt) {
  return add_progress(task, attempt, value_from_exchange(&self()->exchange));
}

int backlit_progress_number(backlit_task task, uint32_t attempt, double number) {
  struct value value = {.number = number, .kind = BACKLIT_KIND_NUMBER};
  return add_progress(task, attempt, value);
}

void backlit_set_fraction(backlit_task handle, uint32_t attempt, double fraction) {
  core_enter();
  uint64_t life;
  struct task *task = task_at_attempt(handle, attempt, &life);
  if (task != NULL) {
    store_release(&task->fraction, fraction);
  }
  core_leave();
}

int backlit_sleep(backlit_task handle, uint32_t attempt, double seconds, enum backlit_rung rung) {
  struct worker *worker = self();
  double until = clock_now() + seconds;
  core_enter();
  int request = 0;
  for (;;) {
    uint32_t seen = load_sequential(&worker->wake);
    request = rung == BACKLIT_RUNG_INTERRUPT ? backlit_take_interrupt(handle, attempt)
                                             : backlit_cancel_requested(handle, attempt);
    double left = until - clock_now();
    if (request != 0 || left <= 0) {
      break;
    }
    worker_sleep(worker, seen, left);
  }
  core_leave();
  return request;
}
