#include "worker.h"

#include <signal.h>

#include "atomics.h"
#include "client.h"
#include "clock.h"
#include "function.h"
#include "host.h"
#include "lane.h"
#include "lock.h"
#include "park.h"
#include "random.h"
#include "retry.h"
#include "thread.h"

// The lease word:  63 … 32: slot of the task + 1, or 0 (compute workers)   15 … 8: role   7 … 0:
// state
enum { LEASE_ROLE_SHIFT = 8, LEASE_TASK_SHIFT = 32 };

// A worker looks at its wake word this often before it sleeps: some 40 µs. Waking a sleeping thread
// costs more than most tasks, so a client that awaits one task after the other finds it awake.
enum { SPINS_BEFORE_SLEEP = 40000 };

// So long may the loop worker stay away from its event loop after one of its tasks was disowned.
static const double LOOP_PATIENCE = 1.0;

// A new spare would take a core from the worker that has just taken over: it comes this much later.
static const double SPARE_PAUSE = 0.02;

// A runtime whose threads die this often in a row before they are ready stops starting new ones.
enum { MAX_BOOT_FAILURES = 5 };

static struct worker workers[MAX_WORKERS];
static struct lock balance_lock;
static _Atomic uint32_t wanted_compute; // changed under the lock, like the next two
static _Atomic int32_t room;            // for more of them; negative: so many are too many
static uint32_t waiting;                // of the compute workers
static uint32_t most_compute;           // written once, like the next
static uint32_t wanted_spares;
static _Atomic bool loop_is_wanted;      // set once
static _Atomic bool closing;             // set once
static _Atomic uint32_t supervisor_news; // the supervisor's wake word
static _Atomic double spares_from;       // host_now() seconds: tests that set the clock need spares
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

struct lane *worker_lane(const struct worker *worker) {
  switch (lease_role(load_relaxed(&worker->lease))) {
  case BACKLIT_ROLE_LOOP:
    return loop_lane;
  case BACKLIT_ROLE_LOCAL:
    return client_lane(worker->client);
  default:
    return compute_lane;
  }
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
  // It is the worker that clears the mark: a waker that came late would clear that of its next
  // sleep.
  if (load_sequential(&worker->parked) != 0) {
    unpark(&worker->wake, UINT32_MAX); // all: an old waitAsync of its thread may be in the queue
  }
}

void worker_interrupt(struct worker *worker) { store_sequential(&worker->interrupt, SIGINT); }

void worker_sleep(struct worker *worker, uint32_t seen, double seconds) {
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
      store_relaxed(&spares_from, host_now() + SPARE_PAUSE);
      return true;
    }
  }
  return false;
}

void workers_wake_spares(void) {
  for (int index = 0; index < MAX_WORKERS; index++) {
    if (lease_state(load_sequential(&workers[index].lease)) == WORKER_SPARE) {
      worker_wake(&workers[index]);
    }
  }
}

struct census {
  uint32_t in_state[WORKER_TERMINATING + 1];
  uint32_t active[BACKLIT_ROLE_LOCAL + 1];
  uint32_t busy; // compute workers with a task
};

static struct census take_census(void) {
  struct census census = {0};
  for (int index = 0; index < MAX_WORKERS; index++) {
    uint64_t lease = load_relaxed(&workers[index].lease);
    census.in_state[lease_state(lease)]++;
    if (lease_state(lease) == WORKER_ACTIVE) {
      census.active[lease_role(lease)]++;
      census.busy += lease >> LEASE_TASK_SHIFT != 0;
    }
  }
  return census;
}

// An idle worker, if one is too many. Who is not idle finds that by itself.
static void ask_to_retire(void) {
  if (load_relaxed(&room) < 0) {
    lane_poke(compute_lane);
  }
}

// Spares take the places that are free. The supervisor then starts what is missing.
static void balance(void) {
  lock_acquire(&balance_lock);
  struct census census = take_census();
  bool spare = true;
  if (load_relaxed(&loop_is_wanted) && census.active[BACKLIT_ROLE_LOOP] == 0) {
    spare = promote(BACKLIT_ROLE_LOOP);
  }
  uint32_t wanted = load_sequential(&wanted_compute);
  for (uint32_t count = census.active[BACKLIT_ROLE_COMPUTE]; spare && count < wanted; count++) {
    spare = promote(BACKLIT_ROLE_COMPUTE);
  }
  lock_release(&balance_lock);
  lane_wake_again(compute_lane);
  lane_wake_again(loop_lane);
  ask_to_retire();
  supervisor_wake();
}

bool workers_can_grow(void) { return load_relaxed(&room) > 0; }

// Under the lock.
static void want_more(int32_t count) {
  store_sequential(&wanted_compute, load_relaxed(&wanted_compute) + (uint32_t)count);
  store_sequential(&room, load_relaxed(&room) - count);
}

void workers_want(uint32_t count) {
  if (!workers_can_grow() || count <= load_relaxed(&wanted_compute)) {
    return;
  }
  lock_acquire(&balance_lock);
  int32_t missing = (int32_t)count - (int32_t)load_relaxed(&wanted_compute);
  int32_t more = missing < load_relaxed(&room) ? missing : load_relaxed(&room);
  if (more > 0) {
    want_more(more);
  }
  lock_release(&balance_lock);
  if (more > 0) {
    balance();
  }
}

bool worker_retires(struct worker *worker) {
  if (load_relaxed(&room) >= 0 || worker_lane(worker) != compute_lane) {
    return false;
  }
  bool retires = false;
  lock_acquire(&balance_lock);
  while (load_relaxed(&room) < 0 && !retires) {
    want_more(-1);
    // Unless the one that was too many has not come yet.
    retires = take_census().active[BACKLIT_ROLE_COMPUTE] > load_relaxed(&wanted_compute) &&
              change_state(worker, WORKER_ACTIVE, WORKER_REVOKED);
  }
  if (retires) {
    lane_forget(compute_lane, worker); // else it could be the one that is asked to retire next
  }
  lock_release(&balance_lock);
  if (retires) {
    ask_to_retire();
    supervisor_wake();
  }
  return retires;
}

// Under the lock. Each worker that waits makes room for one more.
static int32_t room_by_waiting(void) {
  return (int32_t)(waiting < most_compute ? waiting : most_compute);
}

static void set_waiting(struct worker *worker, bool is_waiting) {
  if (worker->is_waiting == is_waiting || worker_lane(worker) != compute_lane) {
    return;
  }
  worker->is_waiting = is_waiting;
  lock_acquire(&balance_lock);
  int32_t before = room_by_waiting();
  waiting += is_waiting ? 1 : -1;
  store_sequential(&room, load_relaxed(&room) + room_by_waiting() - before);
  lock_release(&balance_lock);
  if (is_waiting) {
    lane_ask_for_workers(compute_lane);
  } else {
    ask_to_retire();
  }
}

void backlit_wait_begin(void) {
  core_enter();
  set_waiting(current_thread.door, true);
  core_leave();
}

void backlit_wait_end(void) {
  core_enter();
  set_waiting(current_thread.door, false);
  core_leave();
}

bool workers_are_busy(void) {
  if (workers_can_grow()) {
    return false;
  }
  struct census census = take_census();
  return lane_count(compute_lane) > 0 || (census.active[BACKLIT_ROLE_COMPUTE] > 0 &&
                                          census.busy == census.active[BACKLIT_ROLE_COMPUTE]);
}

void worker_want_loop(void) {
  if (!load_relaxed(&loop_is_wanted) && most_compute > 0) { // else there are no threads
    store_sequential(&loop_is_wanted, true);
    balance();
  }
}

// Spares come after the workers that are wanted now, with which they would compete for the cores.
// false: threads are missing still.
static bool start_missing(uint32_t spares) {
  struct census census = take_census();
  uint32_t loop_missing =
      load_relaxed(&loop_is_wanted) && census.active[BACKLIT_ROLE_LOOP] == 0 ? 1 : 0;
  uint32_t compute = load_sequential(&wanted_compute);
  uint32_t active = census.active[BACKLIT_ROLE_COMPUTE];
  uint32_t missing = (compute > active ? compute - active : 0) + loop_missing;
  uint32_t wanted = missing > 0 ? missing : spares;
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

int backlit_open(uint32_t worker_count, uint32_t at_once, uint32_t spare_count,
                 uint32_t max_pending) {
  for (int index = 0; index < MAX_WORKERS; index++) {
    workers[index].index = index;
    workers[index].runs_end = &workers[index].runs;
  }
  most_compute = worker_count;
  store_relaxed(&room, (int32_t)worker_count);
  want_more((int32_t)(at_once < worker_count ? at_once : worker_count));
  wanted_spares = spare_count;
  lane_set_limit(max_pending);
  random_open();
  task_open();
  return start_missing(0) ? 0 : BACKLIT_OUT_OF_MEMORY;
}

double backlit_supervise(void) {
  double left = deadline_fire_due();
  if (runtime_is_closing() || load_relaxed(&boot_failures) >= MAX_BOOT_FAILURES) {
    return left;
  }
  double pause = load_relaxed(&spares_from) - host_now();
  start_missing(pause > 0 ? 0 : wanted_spares);
  return pause > 0 && (left < 0 || pause < left) ? pause : left;
}

static const struct value LOST = {.number = BACKLIT_WORKER_LOST, .kind = BACKLIT_KIND_FAILURE};

// Its worker runs it no more.
static void lose_attempt(const struct run *run) {
  struct task *task = run->task;
  if (run->attempt == 0) { // it was about to begin it
    task->result = LOST;
    task_end(task, TASK_ALIVE, BACKLIT_STATE_ERROR, BACKLIT_RUNG_NONE);
  } else if (retry_matches(task, BACKLIT_WORKER_LOST) && retry_may_follow(task, run->attempt)) {
    if (task_suspend(task, run->attempt)) {
      store_sequential(&task->worker, NULL);
      task_retain(task);
      retry_wait(task);
    } else {
      task_end_attempt(task, run->attempt, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_FLAG);
    }
  } else if (life_is_attempt(load_acquire(&task->life), run->attempt)) {
    task->result = LOST;
    task_end_attempt(task, run->attempt, BACKLIT_STATE_ERROR, BACKLIT_RUNG_NONE);
  }
}

// It takes no more tasks, and leaves those that it has.
static void lose(struct worker *worker) {
  lane_forget(worker_lane(worker), worker);
  set_waiting(worker, false);
  for (struct task *task = lane_close(&worker->own), *next; task != NULL; task = next) {
    next = task->next;
    lane_pass_on(lane_for(task), task);
  }
  for (const struct run *run = worker->runs; run != NULL; run = run->next) {
    lose_attempt(run);
  }
}

int32_t backlit_worker_to_terminate(void) {
  for (int index = 0; index < MAX_WORKERS; index++) {
    struct worker *worker = &workers[index];
    if (lease_state(load_sequential(&worker->lease)) == WORKER_REVOKED) {
      // Bounded: a revoked thread is in the core for a few instructions more, or sleeps outside.
      worker_await_outside(worker);
      change_state(worker, WORKER_REVOKED, WORKER_TERMINATING);
      lose(worker);
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
  lose(worker);
  deadline_disarm(&worker->patience);
  while (worker->runs != NULL) {
    struct task *task = worker->runs->task;
    run_remove(worker, worker->runs);
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
  clients_bury(worker);
  host_thread_died(worker);
  store_relaxed(&worker->inside, 0);
  store_relaxed(&worker->interrupt, 0); // its successor begins without a handler
  store_sequential(&worker->lease, lease_of(WORKER_VACANT, BACKLIT_ROLE_COMPUTE, NULL));
  balance();
}

static void close_task(struct task *task, void *context) {
  (void)context;
  if (task_end(task, TASK_ALIVE, BACKLIT_STATE_CANCELLED, BACKLIT_RUNG_DISOWN) &&
      lane_remove(task)) {
    task_drop(task);
  }
}

void backlit_close(void) {
  store_sequential(&closing, true);
  task_for_each(close_task, NULL);
  for (int index = 0; index < MAX_WORKERS; index++) {
    struct worker *worker = &workers[index];
    bool is_local = lease_role(load_sequential(&worker->lease)) == BACKLIT_ROLE_LOCAL;
    if (!is_local && !change_state(worker, WORKER_ACTIVE, WORKER_REVOKED)) {
      change_state(worker, WORKER_SPARE, WORKER_REVOKED);
    }
    worker_wake(worker);
  }
  supervisor_wake();
}

static uint32_t count(enum backlit_count what) {
  struct census census = take_census();
  switch (what) {
  case BACKLIT_COUNT_WORKERS:
    return census.active[BACKLIT_ROLE_COMPUTE];
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

uint32_t backlit_count(int what) {
  core_enter();
  uint32_t counted = count((enum backlit_count)what);
  core_leave();
  return counted;
}

// ---- Disowning
// -----------------------------------------------------------------------------------

static void disown_thread(struct worker *worker, uint64_t lease) {
  lock_acquire(&balance_lock); // no successor of it, in the same place, takes tasks meanwhile
  bool is_disowned =
      swap_sequential(&worker->lease, &lease, lease_with_state(lease, WORKER_REVOKED));
  if (is_disowned) {
    lane_expect(worker_lane(worker), worker);
  }
  lock_release(&balance_lock);
  if (is_disowned) {
    add_relaxed(&disowned_count, 1);
    balance();
  }
}

static void patience_is_over(struct deadline *deadline, uint32_t tag) {
  (void)tag;
  struct worker *worker =
      (struct worker *)(void *)((char *)deadline - offsetof(struct worker, patience));
  if (load_acquire(&worker->heard) != load_acquire(&worker->asked)) {
    disown_thread(worker, lease_of(WORKER_ACTIVE, BACKLIT_ROLE_LOOP, NULL));
  }
}

// The loop worker runs other tasks too: it goes only if it does not come back to its event loop.
static void ask_for_sign_of_life(struct worker *worker) {
  add_sequential(&worker->asked, 1);
  deadline_arm(&worker->patience, clock_now() + LOOP_PATIENCE, patience_is_over, 0);
  worker_wake(worker);
}

void worker_abandon(struct task *task) {
  struct worker *worker = load_sequential(&task->worker);
  if (worker == NULL) {
    return;
  }
  switch (lease_role(load_sequential(&worker->lease))) {
  case BACKLIT_ROLE_COMPUTE:
    disown_thread(worker, lease_of(WORKER_ACTIVE, BACKLIT_ROLE_COMPUTE, task));
    break;
  case BACKLIT_ROLE_LOOP:
    ask_for_sign_of_life(worker);
    break;
  case BACKLIT_ROLE_LOCAL: // the thread is the client's own
  case BACKLIT_ROLE_SPARE: // has no task
    break;
  }
}

void worker_await_outside(const struct worker *worker) {
  while (load_sequential(&worker->inside) != 0) {
  }
}

// ---- A worker's own calls
// ------------------------------------------------------------------------

static struct worker *self(void) { return current_thread.worker; }

void worker_thread_begin(struct worker *worker) {
  current_thread = (struct thread){.worker = worker, .door = worker};
}

_Atomic uint32_t *backlit_worker_wake_word(void) { return &self()->wake; }

_Atomic uint32_t *backlit_worker_interrupt_word(void) { return &self()->interrupt; }

void backlit_worker_arm(void) { store_sequential(&self()->parked, 1); }

int backlit_worker_await_role(uint32_t loaded) {
  struct worker *worker = self();
  core_enter();
  if (change_state(worker, WORKER_BOOTING, WORKER_SPARE)) {
    store_relaxed(&boot_failures, 0);
    balance();
  }
  int role = BACKLIT_CANCELLED;
  while (!runtime_is_closing()) {
    uint32_t seen = load_sequential(&worker->wake);
    uint64_t lease = load_sequential(&worker->lease);
    if (lease_state(lease) == WORKER_ACTIVE) {
      role = (int)lease_role(lease);
      lane_open(&worker->own);
      break;
    }
    if (backlit_function_found_at(loaded) >= 0) {
      role = BACKLIT_ROLE_SPARE;
      break;
    }
    worker_sleep(worker, seen, -1);
  }
  core_leave();
  return role;
}

void worker_name_task(struct worker *worker, const struct task *from, const struct task *to) {
  uint64_t lease = lease_of(WORKER_ACTIVE, BACKLIT_ROLE_COMPUTE, from);
  uint64_t named = lease_of(WORKER_ACTIVE, BACKLIT_ROLE_COMPUTE, to);
  if (!swap_sequential(&worker->lease, &lease, named) && worker_is_revoked(worker)) {
    store_sequential(&worker->inside, 0);
    host_park_for_ever(worker);
  }
}

// ---- A client's own thread as a worker
// -----------------------------------------------------------

int backlit_local_open(struct backlit_client *owner, struct backlit_client *room) {
  for (int index = 0; index < MAX_WORKERS; index++) {
    struct worker *worker = &workers[index];
    uint64_t vacant = lease_of(WORKER_VACANT, BACKLIT_ROLE_COMPUTE, NULL);
    worker->client = (struct client *)owner;
    if (swap_sequential(&worker->lease, &vacant,
                        lease_of(WORKER_ACTIVE, BACKLIT_ROLE_LOCAL, NULL))) {
      backlit_client_enter(room);
      current_thread.client = NULL;
      current_thread.worker = current_thread.door = worker;
      lane_open(&worker->own);
      return 0;
    }
  }
  return BACKLIT_OUT_OF_MEMORY;
}
