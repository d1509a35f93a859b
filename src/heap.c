// The core's heap: the platform's allocator behind the core's door, so that no thread is ever
// killed inside of it. The lock spares a browser's main thread the allocator's own, which would
// sleep.
#include "heap.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "atomics.h"
#include "backlit.h"
#include "host.h"
#include "lock.h"
#include "thread.h"

// A block keeps its size: the allocator's own idea of it may grow while it is in use, by what the
// alignment of its neighbour leaves over.
struct block {
  size_t size;
  _Alignas(max_align_t) unsigned char bytes[];
};

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
  if (size > SIZE_MAX - sizeof(struct block)) {
    return NULL;
  }
  core_enter();
  struct block *block = heap_take(sizeof *block + size);
  if (block != NULL) {
    block->size = sizeof *block + size;
    add_relaxed(&used, block->size);
  }
  core_leave();
  return block == NULL ? NULL : block->bytes;
}

void backlit_free(void *bytes) {
  if (bytes != NULL) {
    struct block *block = (struct block *)(void *)((char *)bytes - offsetof(struct block, bytes));
    core_enter();
    add_relaxed(&used, -block->size);
    heap_give_back(block);
    core_leave();
  }
}

void *heap_zeroed(size_t size) {
  void *block = backlit_allocate(size);
  return block == NULL ? NULL : memset(block, 0, size);
}

double backlit_heap_used(void) { return (double)load_relaxed(&used); }
