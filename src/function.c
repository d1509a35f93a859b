#include "function.h"

#include <string.h>

#include "atomics.h"
#include "heap.h"
#include "lane.h"
#include "lock.h"
#include "thread.h"
#include "worker.h"

enum { MAX_FUNCTIONS = 16384 };

// Whether a host's function is asynchronous; known when a worker has loaded it.
enum asynchrony { UNKNOWN, ASKED, BEING_FOUND, SYNC, ASYNC };

struct function {
  backlit_kernel kernel; // NULL: a key of the host
  uint32_t flags;
  _Atomic uint32_t asynchrony; // enum asynchrony: whoever asks, and the worker that finds it out
  uint32_t hash;
  uint32_t key_length;
  char key[];
};

static struct lock table_lock;
static _Atomic(struct function *) functions[MAX_FUNCTIONS]; // written once, under the lock
static _Atomic int32_t asked_count;                         // whoever asks, and the loop worker
static _Atomic int32_t function_count;                      // likewise
static _Atomic int32_t found[MAX_FUNCTIONS]; // in the order of finding; under the lock
static _Atomic int32_t found_count;

static struct function *function_at(int32_t function) { return load_acquire(&functions[function]); }

// FNV-1a (Fowler, Noll, Vo).
static uint32_t hash_of(const char *key, uint32_t length) {
  uint32_t hash = 2166136261U;
  for (uint32_t index = 0; index < length; index++) {
    hash = (hash ^ (unsigned char)key[index]) * 16777619U;
  }
  return hash;
}

static int32_t find(const char *key, uint32_t length, bool kernel) {
  uint32_t hash = hash_of(key, length);
  int32_t count = load_acquire(&function_count);
  for (int32_t index = 0; index < count; index++) {
    const struct function *function = function_at(index);
    if (function->hash == hash && function->key_length == length &&
        (function->kernel != NULL) == kernel && memcmp(function->key, key, length) == 0) {
      return index;
    }
  }
  return -1;
}

static int32_t add(const char *key, uint32_t length, backlit_kernel kernel, uint32_t flags) {
  core_enter();
  struct function *added = heap_zeroed(sizeof *added + length);
  int32_t number = added == NULL ? BACKLIT_OUT_OF_MEMORY : 0;
  if (added != NULL) {
    added->kernel = kernel;
    added->asynchrony = kernel == NULL ? UNKNOWN : SYNC;
    added->flags = flags;
    added->hash = hash_of(key, length);
    added->key_length = length;
    memcpy(added->key, key, length);
    lock_acquire(&table_lock);
    number = find(key, length, kernel != NULL);
    if (number < 0) {
      int32_t count = load_relaxed(&function_count);
      number = count == MAX_FUNCTIONS ? BACKLIT_TOO_MANY_FUNCTIONS : count;
      if (number >= 0) {
        store_release(&functions[number], added);
        store_release(&function_count, number + 1);
        added = NULL;
      }
    }
    lock_release(&table_lock);
    backlit_free(added);
  }
  core_leave();
  return number;
}

int32_t backlit_function_intern(const char *key, uint32_t length) {
  int32_t number = find(key, length, false);
  return number >= 0 ? number : add(key, length, NULL, BACKLIT_KILLABLE);
}

int32_t backlit_function_kernel(const char *name, uint32_t length) {
  int32_t number = find(name, length, true);
  return number >= 0 ? number : BACKLIT_UNKNOWN_KERNEL;
}

int backlit_register_kernel(const char *name, backlit_kernel kernel, uint32_t flags) {
  return add(name, (uint32_t)strlen(name), kernel, flags);
}

const char *backlit_function_key(int32_t function) { return function_at(function)->key; }

uint32_t backlit_function_key_length(int32_t function) { return function_at(function)->key_length; }

static bool change_asynchrony(int32_t function, uint32_t from, uint32_t to) {
  return swap_sequential(&function_at(function)->asynchrony, &from, to);
}

// Spares load it too.
static void announce(int32_t function) {
  lock_acquire(&table_lock);
  int32_t count = load_relaxed(&found_count);
  store_relaxed(&found[count], function);
  store_sequential(&found_count, count + 1);
  lock_release(&table_lock);
  workers_wake_spares();
}

int32_t backlit_function_found_at(uint32_t index) {
  return index < (uint32_t)load_sequential(&found_count) ? load_relaxed(&found[index]) : -1;
}

void backlit_function_found(int32_t function, int is_async) {
  core_enter();
  uint32_t now = is_async ? ASYNC : SYNC;
  uint32_t before = exchange_sequential(&function_at(function)->asynchrony, now);
  if (before != SYNC && before != ASYNC) {
    announce(function);
  }
  if (is_async) {
    worker_want_loop();
    lane_move(compute_lane, loop_lane, function);
  }
  core_leave();
}

void function_ask(int32_t function) {
  if (function_kernel(function) == NULL && change_asynchrony(function, UNKNOWN, ASKED)) {
    add_sequential(&asked_count, 1);
    worker_want_loop();
    lane_poke(loop_lane);
  }
}

int32_t backlit_function_to_find(void) {
  int32_t count = load_acquire(&function_count);
  for (int32_t index = 0; load_sequential(&asked_count) > 0 && index < count; index++) {
    if (change_asynchrony(index, ASKED, BEING_FOUND)) {
      add_sequential(&asked_count, -1);
      return index;
    }
  }
  return -1;
}

backlit_kernel function_kernel(int32_t function) { return function_at(function)->kernel; }

bool function_is_killable(int32_t function) {
  return (function_at(function)->flags & BACKLIT_KILLABLE) != 0;
}

bool function_is_async(int32_t function) {
  return load_acquire(&function_at(function)->asynchrony) == ASYNC;
}

bool function_is_unknown(int32_t function) {
  return load_acquire(&function_at(function)->asynchrony) == UNKNOWN;
}
