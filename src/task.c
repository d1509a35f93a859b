#include "task.h"

#include <math.h>
#include <string.h>

#include "atomics.h"
#include "client.h"
#include "heap.h"
#include "host.h"
#include "lock.h"
#include "progress.h"
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
  lock_acquire(&table_lock);
  store_release(&task->life, free_life(generation));
  task->next = free_tasks;
  free_tasks = task;
  tasks_in_use--;
  lock_release(&table_lock);
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

struct task *task_create(int *error) {
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

void task_for_each(void (*visit)(struct task *task)) {
  for (uint32_t slot = 0; task_at(slot) != NULL; slot++) {
    struct task *task = task_hold(task_handle(task_at(slot)));
    if (task != NULL) {
      visit(task);
      task_drop(task);
    }
    if (slot == (1 << SLOT_BITS) - 1) {
      return;
    }
  }
}

bool task_begin(struct task *task) {
  uint64_t life = load_relaxed(&task->life);
  while (life_state(life) == BACKLIT_STATE_PENDING) {
    uint64_t running = (life & ~(uint64_t)LIFE_STATE) | BACKLIT_STATE_RUNNING;
    if (swap_sequential(&task->life, &life, running + (1ULL << LIFE_ATTEMPT_SHIFT))) {
      return true;
    }
  }
  return life_state(life) == BACKLIT_STATE_RUNNING;
}

uint64_t task_request_cancel(struct task *task) {
  uint64_t life = load_relaxed(&task->life);
  while (life_state(life) == BACKLIT_STATE_RUNNING &&
         !swap_sequential(&task->life, &life, life | LIFE_CANCEL)) {
  }
  return life;
}

bool task_end(struct task *task, uint32_t from, enum backlit_state state, enum backlit_rung rung) {
  uint64_t life = load_relaxed(&task->life);
  uint64_t over;
  do {
    if ((from & 1U << life_state(life)) == 0) {
      return false;
    }
    over = (life & ~(uint64_t)(LIFE_STATE | LIFE_RUNG)) | state | (uint64_t)rung << LIFE_RUNG_SHIFT;
  } while (!swap_sequential(&task->life, &life, over));
  if (life & LIFE_CANCEL && deadline_disarm(&task->deadline)) {
    task_drop(task); // the armed deadline's reference
  }
  if (life & LIFE_WATCHED) {
    client_task_ended(task->client, task);
  }
  return true;
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
    task_drop(task);
    core_leave();
  }
}

// SplitMix64's mixing function (Steele, Lea, Flood 2014), a bijection of the sequence.
static uint64_t mix(uint64_t value) {
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ value >> 27) * 0x94d049bb133111ebULL;
  return value ^ value >> 31;
}

void backlit_id(backlit_task handle, uint8_t *id) {
  uint64_t number = (uint64_t)handle;
  uint64_t halves[2] = {mix(number + id_secret[0]), mix(number ^ id_secret[1])};
  memcpy(id, halves, sizeof halves);
  id[6] = (uint8_t)((id[6] & 0x0f) | 0x40);
  id[8] = (uint8_t)((id[8] & 0x3f) | 0x80);
}

int backlit_progress_next(backlit_task handle) {
  struct task *task = task_find(handle);
  if (task == NULL) {
    return BACKLIT_STALE_HANDLE;
  }
  struct progress *progress = load_acquire(&task->progress);
  struct value value;
  bool found = progress != NULL && progress_next(progress, &value);
  if (found) {
    value_to_exchange(&value, backlit_exchange());
  }
  return found;
}

uint32_t backlit_progress_numbers(backlit_task handle, double *numbers, uint32_t count) {
  struct task *task = task_find(handle);
  struct progress *progress = task == NULL ? NULL : load_acquire(&task->progress);
  uint32_t taken = progress == NULL ? 0 : progress_numbers(progress, numbers, count);
  return taken;
}

int backlit_progress_latest(backlit_task handle) {
  struct task *task = task_find(handle);
  if (task == NULL) {
    return BACKLIT_STALE_HANDLE;
  }
  struct progress *progress = load_acquire(&task->progress);
  struct value value;
  bool found = progress != NULL && progress_latest(progress, &value);
  if (found) {
    value_to_exchange(&value, backlit_exchange());
  }
  return found;
}

double backlit_progress_dropped(backlit_task handle) {
  struct task *task = task_find(handle);
  struct progress *progress = task == NULL ? NULL : load_acquire(&task->progress);
  double dropped = progress == NULL ? 0 : (double)progress_dropped(progress);
  return dropped;
}

double backlit_fraction(backlit_task handle) {
  struct task *task = task_find(handle);
  return task == NULL ? NAN : load_acquire(&task->fraction);
}
