#include "worker.h"

#include "atomics.h"
#include "client.h"
#include "function.h"
#include "host.h"
#include "kernel.h"
#include "lane.h"
#include "lock.h"
#include "park.h"
#include "progress.h"
#include "thread.h"

// The lease word:  63 … 32: slot of the task + 1, or 0 (compute workers)   15 … 8: role   7 … 0:
// state
enum { LEASE_ROLE_SHIFT = 8, LEASE_TASK_SHIFT = 32 };

// A worker looks at its wake word this often before it sleeps: some 40 µs. Waking a sleeping thread
// costs more than most tasks, so a client that awaits one task after the other finds it awake.
enum { SPINS_BEFORE_SLEEP = 40000 };

// So long may the loop worker stay away from its event loop after one of its tasks was disowned.
static const double LOOP_PATIENCE = 1.0;

// A runtime whose threads die this often in a row before they are ready stops starting new ones.
enum { MAX_BOOT_FAILURES = 5 };

static struct worker workers[MAX_WORKERS];
static struct lock balance_lock;
static uint32_t wanted_compute; // written once, like the next
static uint32_t wanted_spares;
static _Atomic bool loop_is_wanted;      // set once
static _Atomic bool closing;             // set once
static _Atomic uint32_t supervisor_news; // the supervisor's wake word
static _Atomic bool someone_spins;       // a worker, before it sleeps
static _Atomic uint32_t lost_count;
static _Atomic uint32_t disowned_count;
static _Atomic uint32_t boot_failures; // in a row; the supervisor, and a worker that is ready

static uint64_t lease_of(enum worker_state state, enum backlit_role role, const struct task *task) {
  uint64_t slot = task == NULL ? 0 : task->slot + 1ULL;
  return slot << LEASE_TASK_SHIFT | (uint64_t)role << LEASE_ROLE_SHIFT | (uint64_t)state;
}
static enum worker_state lease_state(uint64_t lease) { return (enum worker_state)(lease & 0xff); }
static enum backlit_role lease_role(uint64_t lease) {
  return (enum backlit_role)(lease >> LEASE_ROLE_SHIFT & 0xff);
}
static uint64_t lease_with_state(uint64_t lease, enum worker_state state) {
  return (lease & ~0xffULL) | (uint64_t)state;
}

static struct lane *lane_of(uint64_t lease) {
  return lease_role(lease) == BACKLIT_ROLE_LOOP ? loop_lane : compute_lane;
}

static bool change_state(struct worker *worker, enum worker_state from, enum worker_state to) {
  uint64_t lease = load_relaxed(&worker->lease);
  while (lease_state(lease) == from) {
    if (swap_sequential(&worker->lease, &lease, lease_with_state(lease, to))) {
      return true;
    }
  }
  return false;
}

bool worker_is_revoked(struct worker *worker) {
  enum worker_state state = lease_state(load_sequential(&worker->lease));
  return state == WORKER_REVOKED || state == WORKER_TERMINATING;
}

bool runtime_is_closing(void) { return load_acquire(&closing); }

void supervisor_wake(void) {
  add_sequential(&supervisor_news, 1);
  unpark(&supervisor_news, 1);
}

_Atomic uint32_t *backlit_supervisor_wake_word(void) { return &supervisor_news; }

void worker_wake(struct worker *worker) {
  add_sequential(&worker->wake, 1);
  if (exchange_sequential(&worker->parked, 0) != 0) {
    unpark(&worker->wake, UINT32_MAX); // all: an old waitAsync of its thread may be in the queue
  }
}

// Sleeps outside of the core until the wake word is no longer `seen`, or so many seconds.
static void sleep_until_news(struct worker *worker, uint32_t seen, double seconds) {
  core_leave();
  // One worker at a time: more would take the cores from those who submit. And only an idle one,
  // which is not killed meanwhile.
  if (seconds < 0 && !exchange_sequential(&someone_spins, true)) {
    for (int spin = 0; spin < SPINS_BEFORE_SLEEP && load_relaxed(&worker->wake) == seen; spin++) {
    }
    store_sequential(&someone_spins, false);
  }
  store_sequential(&worker->parked, 1);
  if (load_sequential(&worker->wake) == seen) {
    park(&worker->wake, seen, seconds);
  }
  store_sequential(&worker->parked, 0);
  core_enter();
}

// ---- The pool
// ------------------------------------------------------------------------------------

static bool promote(enum backlit_role role) {
  for (int index = 0; index < MAX_WORKERS; index++) {
    struct worker *worker = &workers[index];
    uint64_t spare = lease_of(WORKER_SPARE, BACKLIT_ROLE_COMPUTE, NULL);
    if (swap_sequential(&worker->lease, &spare, lease_of(WORKER_ACTIVE, role, NULL))) {
      worker_wake(worker);
      return true;
    }
  }
  return false;
}

struct census {
  uint32_t in_state[WORKER_TERMINATING + 1];
  uint32_t compute; // ACTIVE ones by role
  uint32_t loop;
  uint32_t busy; // compute workers with a task
};

static struct census take_census(void) {
  struct census census = {0};
  for (int index = 0; index < MAX_WORKERS; index++) {
    uint64_t lease = load_relaxed(&workers[index].lease);
    census.in_state[lease_state(lease)]++;
    if (lease_state(lease) == WORKER_ACTIVE) {
      *(lease_role(lease) == BACKLIT_ROLE_LOOP ? &census.loop : &census.compute) += 1;
      census.busy += lease >> LEASE_TASK_SHIFT != 0;
    }
  }
  return census;
}

// Spares take the places that are free. The supervisor then starts what is missing.
static void balance(void) {
  lock_acquire(&balance_lock);
  struct census census = take_census();
  bool spare = true;
  if (load_relaxed(&loop_is_wanted) && census.loop == 0) {
    spare = promote(BACKLIT_ROLE_LOOP);
  }
  for (uint32_t count = census.compute; spare && count < wanted_compute; count++) {
    spare = promote(BACKLIT_ROLE_COMPUTE);
  }
  lock_release(&balance_lock);
  lane_wake_again(compute_lane);
  lane_wake_again(loop_lane);
  supervisor_wake();
}

bool workers_are_busy(void) {
  struct census census = take_census();
  return lane_count(compute_lane) > 1 || (census.compute > 0 && census.busy == census.compute);
}

void worker_want_loop(void) {
  if (!load_relaxed(&loop_is_wanted)) {
    store_sequential(&loop_is_wanted, true);
    balance();
  }
}

// false: threads are missing still.
static bool start_missing(void) {
  struct census census = take_census();
  uint32_t loop_missing = load_relaxed(&loop_is_wanted) && census.loop == 0 ? 1 : 0;
  uint32_t wanted = wanted_spares + wanted_compute - census.compute + loop_missing;
  uint32_t loaded = census.in_state[WORKER_SPARE] + census.in_state[WORKER_BOOTING];
  for (int index = 0; index < MAX_WORKERS && loaded < wanted; index++) {
    struct worker *worker = &workers[index];
    if (change_state(worker, WORKER_VACANT, WORKER_BOOTING)) {
      loaded++;
      if (host_thread_start(worker) != 0) {
        change_state(worker, WORKER_BOOTING, WORKER_VACANT);
        return false;
      }
    }
  }
  return loaded >= wanted;
}

int backlit_open(uint32_t worker_count, uint32_t spare_count, uint32_t max_pending) {
  for (int index = 0; index < MAX_WORKERS; index++) {
    workers[index].index = index;
  }
  wanted_compute = worker_count;
  wanted_spares = spare_count;
  lane_set_limit(max_pending);
  task_open();
  return start_missing() ? 0 : BACKLIT_OUT_OF_MEMORY;
}

double backlit_supervise(void) {
  double left = deadline_fire_due();
  if (!runtime_is_closing() && load_relaxed(&boot_failures) < MAX_BOOT_FAILURES) {
    start_missing();
  }
  return left;
}

// A task of its may be PENDING still: the worker was about to begin it.
static void lose_tasks(struct worker *worker) {
  uint32_t from = 1U << BACKLIT_STATE_PENDING | 1U << BACKLIT_STATE_RUNNING;
  for (struct task *task = worker->running; task != NULL; task = task->running_next) {
    if (!life_is_over(load_acquire(&task->life))) {
      task->result = (struct value){.number = BACKLIT_WORKER_LOST, .kind = BACKLIT_KIND_FAILURE};
      task_end(task, from, BACKLIT_STATE_ERROR, BACKLIT_RUNG_NONE);
    }
  }
}

int32_t backlit_worker_to_terminate(void) {
  for (int index = 0; index < MAX_WORKERS; index++) {
    struct worker *worker = &workers[index];
    if (lease_state(load_sequential(&worker->lease)) == WORKER_REVOKED) {
      // Bounded: a revoked thread is in the core for a few instructions more, or sleeps outside.
      while (load_sequential(&worker->inside) != 0) {
      }
      change_state(worker, WORKER_REVOKED, WORKER_TERMINATING);
      lane_forget(lane_of(load_relaxed(&worker->lease)), worker);
      lose_tasks(worker);
      return index;
    }
  }
  return -1;
}

void *backlit_worker_thread(int32_t worker) { return workers[worker].thread; }

void backlit_worker_died(int32_t index) {
  struct worker *worker = &workers[index];
  enum worker_state state = lease_state(load_sequential(&worker->lease));
  if (state == WORKER_VACANT) {
    return;
  }
  if (state != WORKER_REVOKED && state != WORKER_TERMINATING) {
    add_relaxed(&lost_count, 1);
    add_relaxed(&boot_failures, state == WORKER_BOOTING);
  }
  lose_tasks(worker);
  deadline_disarm(&worker->patience);
  lane_forget(lane_of(load_relaxed(&worker->lease)), worker);
  while (worker->running != NULL) {
    struct task *task = worker->running;
    worker->running = task->running_next;
    task_drop(task);
  }
  while (worker->open != NULL) {
    struct backlit_payload *payload = worker->open;
    payload_hand_over(payload);
    backlit_payload_release(payload);
  }
  while (worker->holds != NULL) {
    backlit_hold_end(worker->holds);
  }
  host_thread_died(worker);
  store_relaxed(&worker->inside, 0);
  store_sequential(&worker->lease, lease_of(WORKER_VACANT, BACKLIT_ROLE_COMPUTE, NULL));
  balance();
}

static void close_task(struct task *task) {
  uint32_t from = 1U << BACKLIT_STATE_PENDING | 1U << BACKLIT_STATE_RUNNING;
  if (task_end(task, from, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_DISOWN) && lane_remove(task)) {
    task_drop(task);
  }
}

void backlit_close(void) {
  store_sequential(&closing, true);
  task_for_each(close_task);
  for (int index = 0; index < MAX_WORKERS; index++) {
    if (!change_state(&workers[index], WORKER_ACTIVE, WORKER_REVOKED)) {
      change_state(&workers[index], WORKER_SPARE, WORKER_REVOKED);
    }
    worker_wake(&workers[index]);
  }
  supervisor_wake();
}

uint32_t backlit_count(int what) {
  struct census census = take_census();
  switch ((enum backlit_count)what) {
  case BACKLIT_COUNT_WORKERS:
    return census.compute;
  case BACKLIT_COUNT_BUSY:
    return census.busy;
  case BACKLIT_COUNT_SPARES:
    return census.in_state[WORKER_SPARE];
  case BACKLIT_COUNT_BOOTING:
    return census.in_state[WORKER_BOOTING];
  case BACKLIT_COUNT_ZOMBIES:
    return census.in_state[WORKER_REVOKED] + census.in_state[WORKER_TERMINATING];
  case BACKLIT_COUNT_PENDING:
    return lane_pending();
  case BACKLIT_COUNT_TASKS:
    return task_count();
  case BACKLIT_COUNT_LOST:
    return load_relaxed(&lost_count);
  case BACKLIT_COUNT_DISOWNED:
    return load_relaxed(&disowned_count);
  }
  return 0;
}

// ---- Disowning
// -----------------------------------------------------------------------------------

static void disown_thread(struct worker *worker, uint64_t lease) {
  if (swap_sequential(&worker->lease, &lease, lease_with_state(lease, WORKER_REVOKED))) {
    add_relaxed(&disowned_count, 1);
    balance();
  }
}

static void patience_is_over(struct deadline *deadline) {
  struct worker *worker =
      (struct worker *)(void *)((char *)deadline - offsetof(struct worker, patience));
  if (load_acquire(&worker->heard) != load_acquire(&worker->asked)) {
    disown_thread(worker, lease_of(WORKER_ACTIVE, BACKLIT_ROLE_LOOP, NULL));
  }
}

// The loop worker runs other tasks too: it goes only if it does not come back to its event loop.
static void ask_for_sign_of_life(struct worker *worker) {
  add_sequential(&worker->asked, 1);
  deadline_arm(&worker->patience, clock_now() + LOOP_PATIENCE, patience_is_over);
  worker_wake(worker);
}

bool worker_disown(struct task *task, uint32_t from, enum backlit_state state) {
  if (!function_is_killable(task->function) || !task_end(task, from, state, BACKLIT_RUNG_DISOWN)) {
    return false;
  }
  struct worker *worker = load_sequential(&task->worker);
  if (worker == NULL) {
    if (lane_remove(task)) {
      task_drop(task);
    }
  } else if (lease_role(load_sequential(&worker->lease)) == BACKLIT_ROLE_LOOP) {
    ask_for_sign_of_life(worker);
  } else {
    disown_thread(worker, lease_of(WORKER_ACTIVE, BACKLIT_ROLE_COMPUTE, task));
  }
  return true;
}

// ---- A worker's own calls
// ------------------------------------------------------------------------

static struct worker *self(void) { return current_thread.worker; }

void worker_thread_begin(struct worker *worker) {
  current_thread = (struct thread){.worker = worker};
}

_Atomic uint32_t *backlit_worker_wake_word(void) { return &self()->wake; }

void backlit_worker_arm(void) { store_sequential(&self()->parked, 1); }

int backlit_worker_await_role(void) {
  struct worker *worker = self();
  core_enter();
  change_state(worker, WORKER_BOOTING, WORKER_SPARE);
  store_relaxed(&boot_failures, 0);
  balance();
  int role = BACKLIT_CANCELLED;
  while (!runtime_is_closing()) {
    uint32_t seen = load_sequential(&worker->wake);
    uint64_t lease = load_sequential(&worker->lease);
    if (lease_state(lease) == WORKER_ACTIVE) {
      role = (int)lease_role(lease);
      break;
    }
    sleep_until_news(worker, seen, -1);
  }
  core_leave();
  return role;
}

static void add_running(struct worker *worker, struct task *task) {
  task->running_next = worker->running;
  task->running_link = &worker->running;
  if (task->running_next != NULL) {
    task->running_next->running_link = &task->running_next;
  }
  worker->running = task;
}

static void remove_running(struct task *task) {
  *task->running_link = task->running_next;
  if (task->running_next != NULL) {
    task->running_next->running_link = task->running_link;
  }
}

// Changes the task that a compute worker's lease names. A worker whose lease is revoked never
// returns from here: it keeps its references until it is buried.
static void name_task(struct worker *worker, const struct task *from, const struct task *to) {
  uint64_t lease = lease_of(WORKER_ACTIVE, BACKLIT_ROLE_COMPUTE, from);
  uint64_t named = lease_of(WORKER_ACTIVE, BACKLIT_ROLE_COMPUTE, to);
  if (!swap_sequential(&worker->lease, &lease, named) && worker_is_revoked(worker)) {
    store_sequential(&worker->inside, 0);
    host_park_for_ever(worker);
  }
}

static void let_go(struct worker *worker, struct task *task) {
  name_task(worker, task, NULL);
  remove_running(task);
  store_sequential(&task->worker, NULL);
}

// The lease names the task before it is RUNNING, so whoever disowns it finds its worker.
static bool begin(struct worker *worker, struct task *task) {
  add_running(worker, task);
  name_task(worker, NULL, task);
  store_sequential(&task->worker, worker);
  if (task_begin(task)) {
    if ((load_sequential(&task->life) & LIFE_CANCEL) == 0) {
      return true;
    }
    task_end(task, 1U << BACKLIT_STATE_RUNNING, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_FLAG);
  }
  let_go(worker, task);
  task_drop(task);
  return false;
}

static void finish(struct worker *worker, struct task *task) {
  let_go(worker, task);
  task_drop(task);
}

static void pass_on(struct worker *worker, struct task *task) {
  let_go(worker, task);
  worker_want_loop();
  lane_pass_on(loop_lane, task);
}

backlit_task backlit_take(int wait) {
  struct worker *worker = self();
  core_enter();
  struct lane *lane = lane_of(load_relaxed(&worker->lease));
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
      if (!wait) {
        break;
      }
      sleep_until_news(worker, seen, -1);
    } else if (!begin(worker, task)) {
      continue;
    } else if (function_kernel(task->function) != NULL) {
      kernel_run(task);
      finish(worker, task);
    } else if (lane == compute_lane && function_is_async(task->function)) {
      pass_on(worker, task);
    } else {
      value_to_exchange(&task->arguments, &worker->exchange);
      worker->exchange.function = task->function;
      worker->exchange.attempt =
          (uint32_t)(load_relaxed(&task->life) >> LIFE_ATTEMPT_SHIFT & UINT16_MAX);
      taken = task_handle(task);
    }
  }
  core_leave();
  return taken;
}

void backlit_pass_on(backlit_task handle) {
  core_enter();
  struct task *task = task_find(handle);
  if (task != NULL) {
    backlit_function_found(task->function, 1);
    pass_on(self(), task);
  }
  core_leave();
}

int backlit_finish(backlit_task handle, int state) {
  struct worker *worker = self();
  core_enter();
  struct task *task = task_find(handle);
  bool ended = false;
  if (task != NULL) {
    task->result = value_from_exchange(&worker->exchange);
    if (task->result.payload != NULL) {
      payload_hand_over(task->result.payload);
    }
    enum backlit_rung rung =
        state == BACKLIT_STATE_CANCELLED ? BACKLIT_RUNG_FLAG : BACKLIT_RUNG_NONE;
    ended = task_end(task, 1U << BACKLIT_STATE_RUNNING, (enum backlit_state)state, rung);
    finish(worker, task);
  }
  core_leave();
  return ended;
}

int backlit_cancel_requested(backlit_task handle) {
  core_enter();
  struct task *task = task_find(handle);
  uint64_t life = task == NULL ? BACKLIT_STATE_CANCELLED : load_acquire(&task->life);
  core_leave();
  return life_is_over(life) || (life & LIFE_CANCEL) != 0;
}

static struct progress *progress_of(struct task *task) {
  struct progress *progress = load_acquire(&task->progress);
  if (progress == NULL) {
    progress = progress_create();
    store_release(&task->progress, progress);
  }
  return progress;
}

static int add_progress(backlit_task handle, struct value value) {
  core_enter();
  struct task *task = task_find(handle);
  int error = 0;
  if (task == NULL || life_is_over(load_acquire(&task->life))) {
    value_release(&value);
  } else {
    struct progress *progress = progress_of(task);
    error = progress == NULL ? BACKLIT_OUT_OF_MEMORY : progress_add(progress, value);
    if (error == 0 && value.payload != NULL) {
      payload_hand_over(value.payload);
    }
  }
  core_leave();
  return error;
}

int backlit_progress(backlit_task task) {
  return add_progress(task, value_from_exchange(&self()->exchange));
}

int backlit_progress_number(backlit_task task, double number) {
  return add_progress(task, (struct value){.number = number, .kind = BACKLIT_KIND_NUMBER});
}

void backlit_set_fraction(backlit_task handle, double fraction) {
  core_enter();
  struct task *task = task_find(handle);
  if (task != NULL) {
    store_release(&task->fraction, fraction);
  }
  core_leave();
}

int backlit_sleep(backlit_task handle, double seconds) {
  struct worker *worker = self();
  double until = clock_now() + seconds;
  core_enter();
  bool cancelled = false;
  for (;;) {
    uint32_t seen = load_sequential(&worker->wake);
    cancelled = backlit_cancel_requested(handle) != 0;
    double left = until - clock_now();
    if (cancelled || left <= 0) {
      break;
    }
    sleep_until_news(worker, seen, left);
  }
  core_leave();
  return cancelled;
}
