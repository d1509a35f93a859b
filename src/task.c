#include "task.h"

#include <math.h>
#include <string.h>

#include "atomics.h"
#include "client.h"
#include "clock.h"
#include "heap.h"
#include "host.h"
#include "lock.h"
#include "progress.h"
#include "random.h"
#include "thread.h"

enum { CHUNK_SHIFT = 8, CHUNK_TASKS = 1 << CHUNK_SHIFT, MAX_CHUNKS = 4096, SLOT_BITS = 20 };
_Static_assert(CHUNK_TASKS *MAX_CHUNKS == 1 << SLOT_BITS, "a slot's number fits in a handle");

// Chunks are never freed, so a stale handle always finds a record to compare its generation with.
static _Atomic(struct task *) chunks[MAX_CHUNKS]; // written under the lock
static struct lock table_lock;
static struct task *free_tasks; // under the lock, like the next three
static uint32_t chunk_count;
static uint32_t tasks_in_use;
static uint64_t id_secret[2]; // written once, before the first task

void task_open(void) { host_random(id_secret, sizeof id_secret); }

backlit_task task_handle(const struct task *task) {
  uint64_t generation = life_generation(load_relaxed(&task->life));
  return (double)(generation << SLOT_BITS | task->slot);
}

struct task *task_at(uint32_t slot) {
  struct task *chunk = load_acquire(&chunks[slot >> CHUNK_SHIFT]);
  return chunk == NULL ? NULL : &chunk[slot & (CHUNK_TASKS - 1)];
}

static bool is_life_of(uint64_t life, backlit_task handle) {
  return life_generation(life) == (uint32_t)((uint64_t)handle >> SLOT_BITS);
}

struct task *task_find(backlit_task handle) {
  if (!(handle >= 0 && handle < (double)(1ULL << (32 + SLOT_BITS)))) {
    return NULL;
  }
  uint64_t bits = (uint64_t)handle;
  struct task *task = task_at((uint32_t)bits & ((1 << SLOT_BITS) - 1));
  // In this order: a record that is in use again has another generation by then.
  if (task == NULL || load_acquire(&task->references) == 0 ||
      !is_life_of(load_acquire(&task->life), handle)) {
    return NULL;
  }
  return task;
}

struct task *task_hold(backlit_task handle) {
  struct task *task = task_find(handle);
  if (task == NULL) {
    return NULL;
  }
  uint32_t references = load_relaxed(&task->references);
  do {
    if (references == 0) {
      return NULL;
    }
  } while (!swap_acq_rel(&task->references, &references, references + 1));
  if (task_find(handle) != task) {
    task_drop(task);
    return NULL;
  }
  return task;
}

void task_retain(struct task *task) { add_relaxed(&task->references, 1); }

// Generation 0 is never given out, so that 0 is no task's handle.
static uint64_t free_life(uint32_t generation) {
  return (uint64_t)(generation == 0 ? 1 : generation) << LIFE_GENERATION_SHIFT | STATE_FREE;
}

bool task_drop(struct task *task) {
  if (subtract_acq_rel(&task->references, 1) != 1) {
    return false;
  }
  value_release(&task->arguments);
  value_release(&task->result);
  progress_free(load_relaxed(&task->progress));
  uint32_t generation = life_generation(load_relaxed(&task->life)) + 1;
  struct client *client = task->client;
  lock_acquire(&table_lock);
  store_release(&task->life, free_life(generation));
  task->next = free_tasks;
  free_tasks = task;
  tasks_in_use--;
  lock_release(&table_lock);
  client_drop(client);
  return true;
}

// Under the lock.
static void add_chunk(struct task *chunk) {
  for (uint32_t index = CHUNK_TASKS; index-- > 0;) {
    struct task *task = &chunk[index];
    task->slot = chunk_count << CHUNK_SHIFT | index;
    store_relaxed(&task->life, free_life(0));
    task->next = free_tasks;
    free_tasks = task;
  }
  store_release(&chunks[chunk_count++], chunk);
}

struct task *task_create(struct client *client, int *error) {
  lock_acquire(&table_lock);
  while (free_tasks == NULL) {
    uint32_t expected = chunk_count;
    lock_release(&table_lock);
    if (expected == MAX_CHUNKS) {
      *error = BACKLIT_TOO_MANY_TASKS;
      return NULL;
    }
    struct task *chunk = heap_zeroed(sizeof *chunk * CHUNK_TASKS);
    if (chunk == NULL) {
      *error = BACKLIT_OUT_OF_MEMORY;
      return NULL;
    }
    lock_acquire(&table_lock);
    if (chunk_count == expected) {
      add_chunk(chunk);
    } else {
      lock_release(&table_lock);
      backlit_free(chunk);
      lock_acquire(&table_lock);
    }
  }
  struct task *task = free_tasks;
  free_tasks = task->next;
  tasks_in_use++;
  lock_release(&table_lock);

  task->next = NULL;
  task->client = client;
  client_retain(client);
  task->is_held = false;
  task->keeper = NULL;
  task->queued_at = clock_now();
  store_relaxed(&task->started_at, NAN);
  store_relaxed(&task->ended_at, NAN);
  task->arguments = task->result = (struct value){.kind = BACKLIT_KIND_EMPTY};
  store_relaxed(&task->worker, NULL);
  store_relaxed(&task->progress, NULL);
  store_relaxed(&task->fraction, NAN);
  store_release(&task->references, 1); // who adds one sees the new generation: task_hold()
  uint64_t generation = life_generation(load_relaxed(&task->life));
  store_release(&task->life, generation << LIFE_GENERATION_SHIFT | BACKLIT_STATE_PENDING);
  return task;
}

uint32_t task_count(void) {
  lock_acquire(&table_lock);
  uint32_t count = tasks_in_use;
  lock_release(&table_lock);
  return count;
}

void task_for_each(void (*visit)(struct task *task, void *context), void *context) {
  for (uint32_t slot = 0; task_at(slot) != NULL; slot++) {
    struct task *task = task_hold(task_handle(task_at(slot)));
    if (task != NULL) {
      visit(task, context);
      task_drop(task);
    }
    if (slot == (1 << SLOT_BITS) - 1) {
      return;
    }
  }
}

static enum task_phase phase_of(uint64_t life) {
  switch (life_state(life)) {
  case BACKLIT_STATE_PENDING:
    return TASK_PENDING;
  case BACKLIT_STATE_RUNNING:
    return (life & LIFE_WAITING) != 0 ? TASK_WAITING : TASK_ATTEMPTED;
  default:
    return TASK_OVER;
  }
}

uint64_t task_begin(struct task *task) {
  uint64_t life = load_relaxed(&task->life);
  while ((phase_of(life) & (TASK_PENDING | TASK_WAITING)) != 0) {
    uint64_t begun = (life & ~(uint64_t)(LIFE_STATE | LIFE_WAITING)) | BACKLIT_STATE_RUNNING;
    begun += 1ULL << LIFE_ATTEMPT_SHIFT;
    if (swap_sequential(&task->life, &life, begun)) {
      if (life_attempt(begun) == 1) {
        store_relaxed(&task->started_at, clock_now());
      }
      return begun;
    }
  }
  return life;
}

// With the flag: that of the interrupt too, if it comes at the same moment.
static uint64_t at_once(const struct task *task) {
  return task->options.flag_grace > 0 ? 0 : LIFE_INTERRUPTED;
}

uint64_t task_request_cancel(struct task *task) {
  uint64_t life = load_relaxed(&task->life);
  while (phase_of(life) == TASK_ATTEMPTED &&
         !swap_sequential(&task->life, &life, life | LIFE_CANCEL | at_once(task))) {
  }
  return life;
}

bool task_interrupt(struct task *task, uint32_t attempt) {
  uint64_t life = load_relaxed(&task->life);
  while (life_is_attempt(life, attempt)) {
    if (swap_sequential(&task->life, &life, life | LIFE_INTERRUPTED)) {
      return true;
    }
  }
  return false;
}

// Changes life by `set` and `clear` and `back` attempts while this attempt is under way and nobody
// has cancelled it.
static bool change_attempt(struct task *task, uint32_t attempt, uint64_t set, uint64_t clear,
                           uint64_t back) {
  uint64_t life = load_relaxed(&task->life);
  while (life_is_attempt(life, attempt) && (life & LIFE_CANCEL) == 0) {
    uint64_t changed = ((life & ~clear) | set) - (back << LIFE_ATTEMPT_SHIFT);
    if (swap_sequential(&task->life, &life, changed)) {
      return true;
    }
  }
  return false;
}

bool task_unbegin(struct task *task, uint32_t attempt) {
  return change_attempt(task, attempt, LIFE_WAITING, LIFE_OVERDUE | LIFE_INTERRUPTED, 1);
}

bool task_make_overdue(struct task *task, uint32_t attempt) {
  return change_attempt(task, attempt, LIFE_OVERDUE | at_once(task), 0, 0);
}

bool task_suspend(struct task *task, uint32_t attempt) {
  return change_attempt(task, attempt, LIFE_WAITING, LIFE_OVERDUE | LIFE_INTERRUPTED, 0);
}

// While the task is in one of the phases and, unless that is 0, at this attempt.
static bool end(struct task *task, uint32_t phases, uint32_t attempt, enum backlit_state state,
                enum backlit_rung rung) {
  uint64_t life = load_relaxed(&task->life);
  uint64_t over;
  do {
    if ((phase_of(life) & phases) == 0 || (attempt != 0 && life_attempt(life) != attempt)) {
      return false;
    }
    store_relaxed(&task->ended_at, clock_now());
    over = (life & ~(uint64_t)(LIFE_STATE | LIFE_RUNG | LIFE_WAITING)) | state |
           (uint64_t)rung << LIFE_RUNG_SHIFT;
  } while (!swap_sequential(&task->life, &life, over));
  if ((life & (LIFE_CANCEL | LIFE_WAITING)) != 0 || task->options.timeout > 0) {
    task_disarm(task);
  }
  if (life & LIFE_WATCHED) {
    client_task_ended(task->client, task);
  }
  return true;
}

bool task_end(struct task *task, uint32_t phases, enum backlit_state state,
              enum backlit_rung rung) {
  return end(task, phases, 0, state, rung);
}

bool task_end_attempt(struct task *task, uint32_t attempt, enum backlit_state state,
                      enum backlit_rung rung) {
  return end(task, TASK_ATTEMPTED, attempt, state, rung);
}

// Who ended a task while its deadline was being armed may have looked before.
static void disarm_if_over(struct task *task) {
  if (life_is_over(load_sequential(&task->life))) {
    task_disarm(task);
  }
}

void task_arm(struct task *task, double due, deadline_action expire, uint32_t attempt) {
  task_retain(task);
  if (deadline_arm(&task->deadline, due, expire, attempt)) {
    task_drop(task);
  }
  disarm_if_over(task);
}

void task_arm_idle(struct task *task, double due, deadline_action expire, uint32_t attempt) {
  task_retain(task);
  if (!deadline_arm_idle(&task->deadline, due, expire, attempt)) {
    task_drop(task);
  }
  disarm_if_over(task);
}

void task_disarm(struct task *task) {
  if (deadline_disarm(&task->deadline)) {
    task_drop(task);
  }
}

struct task *task_of_deadline(struct deadline *deadline) {
  return (struct task *)(void *)((char *)deadline - offsetof(struct task, deadline));
}

int backlit_status(backlit_task handle) {
  struct task *task = task_find(handle);
  if (task == NULL) {
    return BACKLIT_STALE_HANDLE;
  }
  uint64_t life = load_acquire(&task->life);
  return is_life_of(life, handle) ? (int)life_state(life) : BACKLIT_STALE_HANDLE;
}

int backlit_outcome(backlit_task handle) {
  struct task *task = task_find(handle);
  if (task == NULL) {
    return BACKLIT_STALE_HANDLE;
  }
  struct backlit_exchange *exchange = backlit_exchange();
  client_outcome(task, exchange);
  return (int)exchange->state;
}

int backlit_cancelled_by(backlit_task handle) {
  struct task *task = task_find(handle);
  if (task == NULL) {
    return BACKLIT_STALE_HANDLE;
  }
  return (int)((load_acquire(&task->life) & LIFE_RUNG) >> LIFE_RUNG_SHIFT);
}

int backlit_watch(backlit_task handle) {
  struct task *task = task_find(handle);
  if (task == NULL) {
    return BACKLIT_STALE_HANDLE;
  }
  uint64_t life = load_relaxed(&task->life);
  bool watched = false;
  while (is_life_of(life, handle) && !life_is_over(life) && !watched) {
    watched = swap_sequential(&task->life, &life, life | LIFE_WATCHED);
  }
  return watched;
}

void backlit_release(backlit_task handle) {
  struct task *task = task_find(handle);
  if (task != NULL) {
    core_enter();
    task->is_held = false;
    task_drop(task);
    core_leave();
  }
}

void backlit_id(backlit_task handle, uint8_t *id) {
  uint64_t number = (uint64_t)handle;
  uint64_t halves[2] = {random_mix(number + id_secret[0]), random_mix(number ^ id_secret[1])};
  memcpy(id, halves, sizeof halves);
  id[6] = (uint8_t)((id[6] & 0x0f) | 0x40);
  id[8] = (uint8_t)((id[8] & 0x3f) | 0x80);
}

// As progress_next() and progress_latest(), into the exchange.
static int read_progress(backlit_task handle, bool (*read)(struct progress *, struct value *)) {
  const struct task *task = task_find(handle);
  if (task == NULL) {
    return BACKLIT_STALE_HANDLE;
  }
  core_enter();
  struct progress *progress = load_acquire(&task->progress);
  struct value value;
  bool found = progress != NULL && read(progress, &value);
  if (found) {
    value_to_exchange(&value, backlit_exchange());
  }
  core_leave();
  return found;
}

int backlit_progress_next(backlit_task task) { return read_progress(task, progress_next); }

int backlit_progress_latest(backlit_task task) { return read_progress(task, progress_latest); }

uint32_t backlit_progress_numbers(backlit_task handle, double *numbers, uint32_t count) {
  core_enter();
  const struct task *task = task_find(handle);
  struct progress *progress = task == NULL ? NULL : load_acquire(&task->progress);
  uint32_t taken = progress == NULL ? 0 : progress_numbers(progress, numbers, count);
  core_leave();
  return taken;
}

double backlit_progress_dropped(backlit_task handle) {
  core_enter();
  const struct task *task = task_find(handle);
  struct progress *progress = task == NULL ? NULL : load_acquire(&task->progress);
  double dropped = progress == NULL ? 0 : (double)progress_dropped(progress);
  core_leave();
  return dropped;
}

double backlit_fraction(backlit_task handle) {
  const struct task *task = task_find(handle);
  return task == NULL ? NAN : load_acquire(&task->fraction);
}
