#include "progress.h"

#include "heap.h"
#include "lock.h"

enum { CHUNK_VALUES = 256 };

struct chunk {
  struct chunk *next;
  struct value values[CHUNK_VALUES];
};

// Everything is under the lock, which is held for a few instructions: blocks are allocated and
// freed outside of it.
struct progress {
  struct lock lock;
  uint32_t count;
  uint32_t read_at;    // in the first chunk
  uint32_t write_at;   // in the last chunk
  struct chunk *first; // NULL until the first value
  struct chunk *last;
  struct chunk *unused; // read through, so that a steady flow allocates nothing
  size_t bytes;         // of the payloads in the queue
  uint64_t dropped;
  struct value latest; // its payload has a reference of its own
};

struct progress *progress_create(void) { return heap_zeroed(sizeof(struct progress)); }

static size_t value_size(const struct value *value) {
  return value->payload == NULL ? 0 : value->payload->size;
}

static struct value pop(struct progress *progress) {
  struct chunk *chunk = progress->first;
  struct value value = chunk->values[progress->read_at++];
  progress->count--;
  progress->bytes -= value_size(&value);
  if (progress->count == 0) {
    progress->read_at = progress->write_at = 0;
  } else if (progress->read_at == CHUNK_VALUES && chunk->next != NULL) {
    // Chunks that were read through lie idle until the next add takes one and frees the others.
    progress->first = chunk->next;
    progress->read_at = 0;
    chunk->next = progress->unused;
    progress->unused = chunk;
  }
  return value;
}

static bool over_limit(const struct progress *progress) {
  return progress->count > PROGRESS_MAX_VALUES ||
         (progress->bytes > PROGRESS_MAX_BYTES && progress->count > 1);
}

// Room for one more value, from what lies idle; false: a chunk has to be allocated first.
static bool make_room(struct progress *progress, struct chunk **surplus) {
  if (progress->last == NULL || progress->write_at == CHUNK_VALUES) {
    struct chunk *chunk = progress->unused;
    if (chunk == NULL) {
      return false;
    }
    progress->unused = NULL;
    *surplus = chunk->next;
    chunk->next = NULL;
    if (progress->last == NULL) {
      progress->first = chunk;
    } else {
      progress->last->next = chunk;
    }
    progress->last = chunk;
    progress->write_at = 0;
  }
  return true;
}

static void free_chunks(struct chunk *chunk) {
  while (chunk != NULL) {
    struct chunk *next = chunk->next;
    backlit_free(chunk);
    chunk = next;
  }
}

int progress_add(struct progress *progress, struct value value) {
  struct chunk *surplus = NULL;
  lock_acquire(&progress->lock);
  while (!make_room(progress, &surplus)) {
    lock_release(&progress->lock);
    struct chunk *chunk = backlit_allocate(sizeof *chunk);
    if (chunk == NULL) {
      return BACKLIT_OUT_OF_MEMORY;
    }
    lock_acquire(&progress->lock);
    chunk->next = progress->unused;
    progress->unused = chunk;
  }
  progress->last->values[progress->write_at++] = value;
  progress->count++;
  progress->bytes += value_size(&value);
  struct value old = progress->latest;
  progress->latest = value;
  if (value.payload != NULL) {
    payload_retain(value.payload);
  }
  while (over_limit(progress)) {
    struct value dropped = pop(progress);
    progress->dropped++;
    if (dropped.payload != NULL) {
      lock_release(&progress->lock);
      value_release(&dropped);
      lock_acquire(&progress->lock);
    }
  }
  lock_release(&progress->lock);
  value_release(&old);
  free_chunks(surplus);
  return 0;
}

bool progress_next(struct progress *progress, struct value *value) {
  lock_acquire(&progress->lock);
  bool found = progress->count > 0;
  if (found) {
    *value = pop(progress);
  }
  lock_release(&progress->lock);
  return found;
}

uint32_t progress_numbers(struct progress *progress, double *numbers, uint32_t count) {
  uint32_t taken = 0;
  lock_acquire(&progress->lock);
  while (taken < count && progress->count > 0 &&
         progress->first->values[progress->read_at].kind == BACKLIT_KIND_NUMBER) {
    numbers[taken++] = pop(progress).number;
  }
  lock_release(&progress->lock);
  return taken;
}

bool progress_latest(struct progress *progress, struct value *value) {
  lock_acquire(&progress->lock);
  *value = progress->latest;
  if (value->payload != NULL) {
    payload_retain(value->payload);
  }
  bool found = progress->last != NULL;
  lock_release(&progress->lock);
  return found;
}

uint64_t progress_dropped(struct progress *progress) {
  lock_acquire(&progress->lock);
  uint64_t dropped = progress->dropped;
  lock_release(&progress->lock);
  return dropped;
}

void progress_free(struct progress *progress) {
  if (progress == NULL) {
    return;
  }
  while (progress->count > 0) {
    struct value value = pop(progress);
    value_release(&value);
  }
  value_release(&progress->latest);
  free_chunks(progress->unused);
  free_chunks(progress->first);
  backlit_free(progress);
}
