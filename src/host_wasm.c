// The platform: Emscripten's pthreads in a browser or Node.
#define _GNU_SOURCE
#include <emscripten/heap.h>
#include <emscripten/threading.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backlit.h"
#include "heap.h"
#include "host.h"
#include "park.h"
#include "worker.h"

// In host.js.
extern void host_run_worker(void);
extern void host_worker_started(int32_t index, pthread_t thread);
extern void host_start_again(pthread_t thread, void *(*start)(void *), void *argument);

void park(_Atomic uint32_t *word, uint32_t expected, double seconds) {
  int64_t nanoseconds = seconds < 0 ? -1 : (int64_t)(seconds * 1e9);
  __builtin_wasm_memory_atomic_wait32((int *)word, (int)expected, nanoseconds);
}

void unpark(_Atomic uint32_t *word, uint32_t count) {
  __builtin_wasm_memory_atomic_notify((int *)word, count);
}

double host_now(void) { return emscripten_get_now() / 1000; }

void *host_allocate(size_t size) { return emscripten_builtin_malloc(size); }
void host_free(void *block) { emscripten_builtin_free(block); }

void host_random(void *bytes, size_t size) { getentropy(bytes, size); }

static void *worker_main(void *argument) {
  struct worker *worker = argument;
  worker->thread_storage = __builtin_wasm_tls_base();
  worker_thread_begin(worker);
  host_run_worker();
  emscripten_exit_with_live_runtime();
}

// A worker's thread block (structure, storage, stack) is made once. A terminated thread stays in
// libc's list of threads, so its block can never be freed; instead the worker's next thread runs on
// it, after the death of the one before is confirmed.
int host_thread_start(struct worker *worker) {
  if (worker->thread != NULL) {
    host_start_again(worker->thread, worker_main, worker);
  } else if (pthread_create((pthread_t *)&worker->thread, NULL, worker_main, worker) != 0) {
    return BACKLIT_OUT_OF_MEMORY;
  }
  host_worker_started(worker->index, worker->thread);
  return 0;
}

// Only a first thread's storage lies in its thread block. Emscripten allocates that of the later
// ones.
void host_thread_died(struct worker *worker) {
  char *block = worker->thread;
  char *storage = worker->thread_storage;
  if (storage != NULL && (storage < block || storage > block + CLIENT_THREAD_SIZE)) {
    emscripten_builtin_free(storage);
  }
  worker->thread_storage = NULL;
}

_Noreturn void host_park_for_ever(struct worker *worker) {
  (void)worker;
  static _Atomic uint32_t never;
  for (;;) {
    park(&never, 0, -1);
  }
}

// All of libc's allocation goes through the core's door, so that a kernel may be killed between its
// own calls of malloc(), never within one.
void *malloc(size_t size) { return heap_take(size); }

void free(void *block) {
  if (block != NULL) {
    heap_give_back(block);
  }
}

void *calloc(size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    return NULL;
  }
  void *block = heap_take(bytes);
  return block == NULL ? NULL : memset(block, 0, bytes);
}

void *realloc(void *block, size_t size) {
  size_t old_size = block == NULL ? 0 : malloc_usable_size(block);
  if (block != NULL && size <= old_size && size > 0) {
    return block;
  }
  void *moved = heap_take(size);
  if (moved != NULL && block != NULL) {
    memcpy(moved, block, old_size < size ? old_size : size);
    heap_give_back(block);
  }
  return moved;
}
