#include "thread.h"

#include "atomics.h"
#include "host.h"
#include "worker.h"

_Thread_local struct thread current_thread;

static void come_in(struct worker *worker) {
  store_sequential(&worker->inside, 1);
  if (worker_is_revoked(worker)) {
    store_sequential(&worker->inside, 0);
    host_park_for_ever(worker);
  }
}

void core_enter(void) {
  struct worker *worker = current_thread.door;
  if (worker != NULL && current_thread.depth++ == 0) {
    come_in(worker);
  }
}

void core_leave(void) {
  struct worker *worker = current_thread.door;
  if (worker != NULL && --current_thread.depth == 0) {
    store_sequential(&worker->inside, 0);
  }
}

uint32_t core_step_out(void) {
  uint32_t depth = current_thread.depth;
  if (depth > 0) {
    current_thread.depth = 0;
    store_sequential(&current_thread.door->inside, 0);
  }
  return depth;
}

void core_step_in(uint32_t depth) {
  if (depth > 0) {
    come_in(current_thread.door);
    current_thread.depth = depth;
  }
}
