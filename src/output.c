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

// Under the lock: takes out the oldest texts beyond a number of bytes, but for the newest to keep.
static struct text *take_out(struct output *output, size_t bytes, const struct text *newest) {
  struct text *taken = NULL;
  while (output->bytes > bytes && output->first != newest) {
    struct text *oldest = pop(output);
    oldest->next = taken;
    taken = oldest;
    output->dropped++;
  }
  return taken;
}

static void free_texts(struct text *text) {
  while (text != NULL) {
    struct text *next = text->next;
    backlit_payload_release(text->payload);
    backlit_free(text);
    text = next;
  }
}

static void add(struct output *output, struct text *text) {
  lock_acquire(&output->lock);
  push(output, text);
  struct text *dropped =
      output->is_closed ? take_out(output, 0, NULL) : take_out(output, MAX_BYTES, text);
  lock_release(&output->lock);
  free_texts(dropped);
}

void output_close(struct output *output) {
  lock_acquire(&output->lock);
  output->is_closed = true;
  struct text *texts = take_out(output, 0, NULL);
  lock_release(&output->lock);
  free_texts(texts);
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
  core_enter();
  struct output *output = client_output(current_thread.client);
  lock_acquire(&output->lock);
  struct text *text = pop(output);
  lock_release(&output->lock);
  uint32_t stream = 0;
  if (text != NULL) {
    stream = text->stream;
    backlit_exchange()->payload = text->payload;
    payload_take_back(text->payload);
    backlit_free(text);
  }
  core_leave();
  return stream;
}

double backlit_client_output_dropped(void) {
  core_enter();
  struct output *output = client_output(current_thread.client);
  lock_acquire(&output->lock);
  double dropped = (double)output->dropped;
  lock_release(&output->lock);
  core_leave();
  return dropped;
}
