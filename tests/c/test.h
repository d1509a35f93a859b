// What the C tests share: checks, waiting for conditions, and a runtime to test.
//
// A runtime can be opened once in a process, so each test program is about one concept and runs its
// cases in order. No test waits for a time to pass: it holds workers back at gates and waits for
// what it expects.
#ifndef BACKLIT_TEST_H
#define BACKLIT_TEST_H

#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "atomics.h"
#include "backlit.h"
#include "clock.h"
#include "host.h"
#include "host_native.h"
#include "park.h"
#include "thread.h"
#include "worker.h"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define UNDER_THREAD_SANITIZER 1
#endif
#if __has_feature(address_sanitizer)
#define UNDER_ADDRESS_SANITIZER 1
#endif
#endif

// How often to repeat what is slow under the sanitizers.
static inline int times(int count) {
#if defined(UNDER_THREAD_SANITIZER)
  return count / 10;
#elif defined(UNDER_ADDRESS_SANITIZER)
  return count / 4;
#else
  return count;
#endif
}

// ---- Checks

static inline void check_failed(const char *file, int line, const char *what) {
  fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
  abort();
}

#define CHECK(condition) ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition))

static inline void check_same(double actual, double expected, const char *file, int line,
                              const char *what) {
  if (actual != expected) {
    fprintf(stderr, "%s:%d: failed: %s is %.17g, not %.17g\n", file, line, what, actual, expected);
    abort();
  }
}

// For numbers: says what it found.
#define CHECK_IS(actual, expected)                                                                 \
  check_same((double)(actual), (double)(expected), __FILE__, __LINE__, #actual)

// Polls, at most for 30 seconds.
#define WAIT_FOR(condition)                                                                        \
  for (double limit_ = host_now() + 30; !(condition);) {                                           \
    nap();                                                                                         \
    if (host_now() > limit_) {                                                                     \
      check_failed(__FILE__, __LINE__, "in vain: " #condition);                                    \
    }                                                                                              \
  }

static inline void nap(void) { nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL); }

// Runs a case, which shows in the output of a failure.
#define RUN(name) (fprintf(stderr, "  " #name "\n"), name())

// A gate that holds kernels back. Those that wait at it are outside of the core if they are
// killable, and do not heed their cancel flag: the zombies of a browser.
struct gate {
  _Atomic int arrived;
  _Atomic bool is_open;
};

static inline void gate_pass(struct gate *gate) {
  add_sequential(&gate->arrived, 1);
  while (!load_sequential(&gate->is_open)) {
    nap();
  }
}

static inline void gate_close(struct gate *gate) {
  store_sequential(&gate->arrived, 0);
  store_sequential(&gate->is_open, false);
}

static inline void gate_open(struct gate *gate) { store_sequential(&gate->is_open, true); }

// Xorshift (Marsaglia 2003).
static inline uint32_t random_below(uint64_t *state, uint32_t limit) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return (uint32_t)((*state >> 32) % limit);
}

// ---- The runtime

// A native thread does not tell when it has ended, so the supervisor looks this often.
static const double LOOK_FOR_DEATHS_EVERY = 0.001;

enum { MAX_CLIENTS = 8 };

static struct {
  uint32_t workers;
  uint32_t at_once;
  uint32_t max_pending;
  pthread_t supervisor;
  _Atomic bool is_open;
  _Atomic bool shall_close;
  _Atomic bool client_wanted;
  _Atomic(struct backlit_client *) client;
  struct backlit_client *clients[MAX_CLIENTS]; // all of them, since they are never freed
  _Atomic(struct backlit_schedule *) fed;      // asks for its next due time
  _Atomic double left;    // to the next deadline, at the last look; negative: there is none
  _Atomic uint32_t looks; // of the supervisor at its deadlines
  _Atomic int32_t gone;   // 1 + the index of a worker whose thread has ended by itself; 0: none
} runtime;

static inline void *supervise(void *argument) {
  CHECK_IS(backlit_open(runtime.workers, runtime.at_once, 1, runtime.max_pending), 0);
  store_sequential(&runtime.is_open, true);
  for (bool closed = false; !closed || backlit_count(BACKLIT_COUNT_ZOMBIES) > 0;) {
    if (!closed && load_sequential(&runtime.shall_close)) {
      backlit_close();
      closed = true;
    }
    uint32_t news = load_sequential(backlit_supervisor_wake_word());
    double left = backlit_supervise();
    store_sequential(&runtime.left, left);
    add_sequential(&runtime.looks, 1);
    while (backlit_worker_to_terminate() >= 0) {
    }
    for (int32_t dead; (dead = host_native_next_dead()) >= 0;) {
      backlit_worker_died(dead);
    }
    if (load_sequential(&runtime.fed) == NULL) {
      store_sequential(&runtime.fed, backlit_schedule_to_feed());
    }
    int32_t gone = exchange_sequential(&runtime.gone, 0);
    if (gone != 0) {
      backlit_worker_died(gone - 1);
    }
    if (exchange_sequential(&runtime.client_wanted, false)) {
      store_sequential(&runtime.client, backlit_client_open(1));
    }
    bool is_soon = left >= 0 && left < LOOK_FOR_DEATHS_EVERY;
    park(backlit_supervisor_wake_word(), news, is_soon ? left : LOOK_FOR_DEATHS_EVERY);
  }
  return argument;
}

// Waits until the supervisor has looked at its deadlines once more from beginning to end.
static inline void let_supervisor_look(void) {
  uint32_t looks = load_sequential(&runtime.looks);
  WAIT_FOR(load_sequential(&runtime.looks) - looks >= 2);
}

// Answers the schedule that asks for its due time.
static inline void feed(struct backlit_schedule *schedule, double due, double look) {
  store_sequential(&runtime.fed, NULL);
  backlit_schedule_feed(schedule, due, look, 0);
}

// A client, for a thread to enter. One thread asks at a time.
static inline struct backlit_client *open_client(void) {
  store_sequential(&runtime.client, NULL);
  store_sequential(&runtime.client_wanted, true);
  WAIT_FOR(load_sequential(&runtime.client) != NULL);
  int index = 0;
  while (runtime.clients[index] != NULL) {
    CHECK(++index < MAX_CLIENTS);
  }
  return runtime.clients[index] = load_sequential(&runtime.client);
}

// There are more spares when a worker was wanted, and not any more when it was ready.
static inline bool pool_has(uint32_t workers) {
  return backlit_count(BACKLIT_COUNT_WORKERS) == workers &&
         backlit_count(BACKLIT_COUNT_SPARES) >= 1 && backlit_count(BACKLIT_COUNT_BOOTING) == 0;
}

static inline bool pool_is_full(void) { return pool_has(runtime.workers); }

// A pool that is full and has nothing to do, all its memory given back.
static inline bool all_is_quiet(void) {
  return pool_is_full() && backlit_count(BACKLIT_COUNT_ZOMBIES) == 0 &&
         backlit_count(BACKLIT_COUNT_BUSY) == 0 && backlit_count(BACKLIT_COUNT_PENDING) == 0 &&
         backlit_count(BACKLIT_COUNT_TASKS) == 0;
}

// The heap when all memory that ended tasks used is given back.
static inline double quiet_heap(void) {
  WAIT_FOR(all_is_quiet());
  return backlit_heap_used();
}

// The calling thread becomes a client.
static inline void runtime_open_growing(uint32_t workers, uint32_t at_once, uint32_t max_pending) {
  runtime.workers = workers;
  runtime.at_once = at_once;
  runtime.max_pending = max_pending;
  CHECK_IS(pthread_create(&runtime.supervisor, NULL, supervise, NULL), 0);
  WAIT_FOR(load_sequential(&runtime.is_open) && pool_has(at_once));
  backlit_client_enter(open_client());
}

static inline void runtime_open(uint32_t workers, uint32_t max_pending) {
  runtime_open_growing(workers, workers, max_pending);
}

// Returns when all workers are dead.
static inline void runtime_close(void) {
  store_sequential(&runtime.shall_close, true);
  CHECK_IS(pthread_join(runtime.supervisor, NULL), 0);
}

// Called by a worker's thread: ends it by itself, as a crash would. From here on it touches nothing
// of the core's, so its death is beyond doubt.
static inline void die(void) {
  int32_t index = current_thread.worker->index;
  for (int32_t none = 0; !swap_sequential(&runtime.gone, &none, index + 1); none = 0) {
    nap();
  }
  pthread_exit(NULL);
}

// ---- A client's calls

static inline int32_t kernel_number(const char *name) {
  int32_t number = backlit_function_kernel(name, (uint32_t)strlen(name));
  CHECK(number >= 0);
  return number;
}

// Gives what backlit_submit() gives.
static inline backlit_task try_submit_as(int32_t function, struct backlit_exchange arguments,
                                         struct backlit_options options) {
  arguments.function = function;
  *backlit_exchange() = arguments;
  *backlit_client_options() = options;
  return backlit_submit();
}

static inline backlit_task try_submit(int32_t function, struct backlit_exchange arguments,
                                      int priority, double grace) {
  struct backlit_options options = {
      .priority = (uint32_t)priority, .grace = grace, .max_attempts = 1};
  return try_submit_as(function, arguments, options);
}

static inline backlit_task submit_with(const char *kernel, double number, int priority,
                                       double grace) {
  struct backlit_exchange arguments = {.kind = BACKLIT_KIND_NUMBER, .number = number};
  backlit_task task = try_submit(kernel_number(kernel), arguments, priority, grace);
  CHECK(task > 0);
  return task;
}

static inline backlit_task submit(const char *kernel, double number) {
  return submit_with(kernel, number, BACKLIT_PRIORITY_NORMAL, 60);
}

static inline bool has_ended(backlit_task task) {
  int state = backlit_status(task);
  CHECK(state >= 0);
  return state >= BACKLIT_STATE_DONE;
}

// The state that the task ends in, its outcome in the exchange.
static inline int wait_for_end(backlit_task task) {
  WAIT_FOR(has_ended(task));
  return backlit_outcome(task);
}

// ---- Values for kernels: see kernel.c

enum { VALUES_HEAD = 16, BY_REFERENCE = 256 };

// Room for `count` values and `size` bytes after them.
static inline struct backlit_payload *values_create(uint32_t count, uint32_t size,
                                                    uint32_t arrays) {
  size_t head = VALUES_HEAD + count * sizeof(struct backlit_value);
  struct backlit_payload *payload = backlit_payload_create(head + size, arrays);
  if (payload != NULL) {
    memcpy(backlit_payload_bytes(payload), &count, sizeof count);
  }
  return payload;
}

static inline struct backlit_value *value_in(struct backlit_payload *payload, uint32_t index) {
  unsigned char *bytes = backlit_payload_bytes(payload);
  return (struct backlit_value *)(void *)(bytes + VALUES_HEAD) + index;
}

// One array or text, copied.
static inline struct backlit_payload *values_of_bytes(uint32_t type, const void *bytes,
                                                      uint32_t length) {
  struct backlit_payload *payload = values_create(1, length, 0);
  if (payload != NULL) {
    uint64_t at = VALUES_HEAD + sizeof(struct backlit_value);
    *value_in(payload, 0) = (struct backlit_value){.type = type, .length = length, .address = at};
    memcpy((unsigned char *)backlit_payload_bytes(payload) + at, bytes, length);
  }
  return payload;
}

#endif
