// The core's heap: the platform's allocator behind the core's door, so that no thread is ever
// killed inside of it. The lock spares a browser's main thread the allocator's own, which would
// sleep.
#include "heap.h"

#include <string.h>

#include "atomics.h"
#include "backlit.h"
#include "host.h"
#include "lock.h"
#include "thread.h"

static struct lock heap_lock;
static _Atomic size_t used; // what the core has; libc's own needs and a kernel's are not in it

void *heap_take(size_t size) {
  core_enter();
  lock_acquire(&heap_lock);
  void *block = host_allocate(size);
  lock_release(&heap_lock);
  core_leave();
  return block;
}

void heap_give_back(void *block) {
  core_enter();
  lock_acquire(&heap_lock);
  host_free(block);
  lock_release(&heap_lock);
  core_leave();
}

void *backlit_allocate(size_t size) {
  core_enter();
  void *block = heap_take(size);
  if (block != NULL) {
    add_relaxed(&used, host_block_size(block));
  }
  core_leave();
  return block;
}

void backlit_free(void *block) {
  if (block != NULL) {
    core_enter();
    add_relaxed(&used, -host_block_size(block));
    heap_give_back(block);
    core_leave();
  }
}

void *heap_zeroed(size_t size) {
  void *block = backlit_allocate(size);
  return block == NULL ? NULL : memset(block, 0, size);
}

double backlit_heap_used(void) { return (double)load_relaxed(&used); }
