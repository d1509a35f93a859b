#include "output.h"

#include "atomics.h"
#include "backlit.h"
#include "client.h"
#include "heap.h"
#include "payload.h"
#include "task.h"
#include "thread.h"

// Past it the oldest texts go: the newest is always kept.
enum { MAX_BYTES = 4 << 20 };

struct text {
  struct text *next;
  struct backlit_payload *payload;
  uint32_t stream;
};

bool output_is_empty(struct output *output) { return load_sequential(&output->count) == 0; }

static size_t size_of(const struct text *text) {
  return sizeof *text + sizeof *text->payload + text->payload->size;
}

// Under the lock.
static void push(struct output *output, struct text *text) {
  *(output->first == NULL ? &output->first : &output->last->next) = text;
  output->last = text;
  output->bytes += size_of(text);
  store_sequential(&output->count, load_relaxed(&output->count) + 1);
}

// Under the lock.
static struct text *pop(struct output *output) {
  struct text *text = output->first;
  if (text != NULL) {
    output->first = text->next;
    output->bytes -= size_of(text);
    store_sequential(&output->count, load_relaxed(&output->count) - 1);
  }
  return text;
}

static void add(struct output *output, struct text *text) {
  struct text *dropped = NULL;
  lock_acquire(&output->lock);
  push(output, text);
  while (output->bytes > MAX_BYTES && output->first != text) {
    struct text *oldest = pop(output);
    oldest->next = dropped;
    dropped = oldest;
    output->dropped++;
  }
  lock_release(&output->lock);
  while (dropped != NULL) {
    struct text *next = dropped->next;
    backlit_payload_release(dropped->payload);
    backlit_free(dropped);
    dropped = next;
  }
}

int backlit_output(backlit_task handle, uint32_t attempt, uint32_t stream) {
  (void)attempt; // the last words of one that was given up are wanted too
  core_enter();
  struct task *task = task_hold(handle);
  int error = task == NULL ? BACKLIT_STALE_HANDLE : 0;
  if (task != NULL) {
    struct text *text = backlit_allocate(sizeof *text);
    if (text == NULL) {
      error = BACKLIT_OUT_OF_MEMORY;
    } else {
      *text = (struct text){.payload = backlit_exchange()->payload, .stream = stream};
      payload_hand_over(text->payload);
      add(client_output(task->client), text);
      client_wake(task->client);
    }
    task_drop(task);
  }
  core_leave();
  return error;
}

uint32_t backlit_client_next_output(void) {
  struct output *output = client_output(current_thread.client);
  lock_acquire(&output->lock);
  struct text *text = pop(output);
  lock_release(&output->lock);
  if (text == NULL) {
    return 0;
  }
  uint32_t stream = text->stream;
  backlit_exchange()->payload = text->payload;
  backlit_free(text);
  return stream;
}

double backlit_client_output_dropped(void) {
  struct output *output = client_output(current_thread.client);
  lock_acquire(&output->lock);
  double dropped = (double)output->dropped;
  lock_release(&output->lock);
  return dropped;
}
