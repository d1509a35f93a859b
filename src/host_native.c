// A native thread cannot be killed; what the tests see instead is the zombie of a browser: a
// revoked thread runs on until it comes to the core's door, and ends there.
#include "host_native.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "atomics.h"
#include "backlit.h"
#include "host.h"
#include "park.h"
#include "worker.h"

void park(_Atomic uint32_t *word, uint32_t expected, double seconds) {
  double whole = (double)(int64_t)seconds;
  struct timespec limit = {.tv_sec = (time_t)whole, .tv_nsec = (long)((seconds - whole) * 1e9)};
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, seconds < 0 ? NULL : &limit, NULL, 0);
}

void unpark(_Atomic uint32_t *word, uint32_t count) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

double host_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static _Atomic int64_t allocations_left = INT64_MAX;

void host_native_fail_allocations_after(int64_t countdown) {
  store_sequential(&allocations_left, countdown < 0 ? INT64_MAX : countdown);
}

void *host_allocate(size_t size) {
  return add_sequential(&allocations_left, -1) <= 0 ? NULL : malloc(size);
}
void host_free(void *block) { free(block); }

void host_random(void *bytes, size_t size) { getentropy(bytes, size); }

static _Atomic bool is_dead[MAX_WORKERS];

int32_t host_native_next_dead(void) {
  for (int32_t index = 0; index < MAX_WORKERS; index++) {
    if (exchange_sequential(&is_dead[index], false)) {
      return index;
    }
  }
  return -1;
}

_Noreturn void host_park_for_ever(struct worker *worker) {
  store_sequential(&is_dead[worker->index], true);
  pthread_exit(NULL);
}

static void run_kernels(int role) {
  while (role == BACKLIT_ROLE_COMPUTE && backlit_take(1) != BACKLIT_CANCELLED) {
  }
}

static void (*run_worker)(int role) = run_kernels; // written before the first worker starts

void host_native_run_workers_with(void (*run)(int role)) { run_worker = run; }

static void *worker_main(void *argument) {
  struct worker *worker = argument;
  worker_thread_begin(worker);
  int role = backlit_worker_await_role(UINT32_MAX);
  if (role != BACKLIT_CANCELLED) {
    run_worker(role);
  }
  store_sequential(&is_dead[worker->index], true);
  return NULL;
}

int host_thread_start(struct worker *worker) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, worker_main, worker) != 0) {
    return BACKLIT_OUT_OF_MEMORY;
  }
  pthread_detach(thread);
  worker->thread = (void *)thread;
  return 0;
}

void host_thread_died(struct worker *worker) { worker->thread = NULL; }
