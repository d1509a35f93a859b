#include "client.h"

#include "atomics.h"
#include "heap.h"
#include "host.h"
#include "park.h"
#include "thread.h"
#include "worker.h"

// So often a client looks for news before it goes to its event loop to be woken: some 10 µs,
// against 20 to 50 for the way through the event loop.
enum { SPINS_BEFORE_ARMING = 10000, SLEEPS_AFTER_A_WAIT_IN_VAIN = 2 };

struct client {
  _Alignas(64) _Atomic(struct task *) ended; // stack of watched tasks: pushed by whoever ends one
  _Atomic uint32_t references;               // of one in a worker: its own, and client_retain()'s
  struct task *ended_in_order;               // taken off the stack; the client's thread
  struct worker *door;                       // in whose thread it is, or NULL; written once
  struct client *next;                       // of that worker's
  void *block;                               // of the heap, in which this is; written once
  _Alignas(16) unsigned char thread[CLIENT_THREAD_SIZE];
  _Alignas(16) unsigned char stack[CLIENT_STACK_SIZE];
  struct output output;             // of its tasks
  struct backlit_exchange exchange; // the client's thread, like the next
  struct backlit_options options;
  _Atomic uint32_t wake;  // counts wakes
  _Atomic uint32_t armed; // 1: the client sleeps, or is about to
  uint32_t sleeps;        // to come at once, after a wait in vain; the client's thread
  bool may_block;
  struct lane local; // of its tasks that run on its own thread
};

// On the stack of a client that is buried: nothing is pushed any more.
static struct task nobody_takes;

static struct client *self(void) { return current_thread.client; }

struct backlit_exchange *backlit_exchange(void) {
  struct worker *worker = current_thread.worker;
  return worker != NULL ? &worker->exchange : &self()->exchange;
}

// The heap aligns less than a client wants.
static struct client *allocate(void) {
  char *block = heap_zeroed(sizeof(struct client) + _Alignof(struct client));
  if (block == NULL) {
    return NULL;
  }
  size_t misfit = (uintptr_t)block % _Alignof(struct client);
  struct client *client = (struct client *)(void *)(block + _Alignof(struct client) - misfit);
  client->block = block;
  return client;
}

struct backlit_client *backlit_client_open(int may_block) {
  core_enter();
  struct client *client = allocate();
  if (client != NULL) {
    client->may_block = may_block != 0;
    struct worker *door = current_thread.door;
    if (door != NULL) {
      client->door = door;
      store_relaxed(&client->references, 1);
      client->next = door->clients;
      door->clients = client;
    }
  }
  core_leave();
  return (struct backlit_client *)client;
}

void *backlit_client_thread(struct backlit_client *client) {
  return ((struct client *)client)->thread;
}

void *backlit_client_stack_top(struct backlit_client *client) {
  return ((struct client *)client)->stack + CLIENT_STACK_SIZE;
}

void *backlit_client_stack_bottom(struct backlit_client *client) {
  return ((struct client *)client)->stack;
}

void backlit_client_enter(struct backlit_client *client) {
  current_thread.client = (struct client *)client;
  current_thread.door = self()->door;
  current_thread.may_not_block = !self()->may_block;
}

struct backlit_options *backlit_client_options(void) { return &self()->options; }

struct lane *client_lane(struct client *client) { return &client->local; }

struct output *client_output(struct client *client) { return &client->output; }

_Atomic uint32_t *backlit_client_wake_word(void) { return &self()->wake; }

void client_wake(struct client *client) {
  if (exchange_sequential(&client->armed, 0) != 0) {
    add_sequential(&client->wake, 1);
    unpark(&client->wake, 1);
  }
}

void client_task_ended(struct client *client, struct task *task) {
  task_retain(task);
  struct task *top = load_relaxed(&client->ended);
  do {
    if (top == &nobody_takes) {
      task_drop(task);
      return;
    }
    task->ended_next = top;
  } while (!swap_sequential(&client->ended, &top, task));
  client_wake(client);
}

static bool has_news(struct client *client) {
  return client->ended_in_order != NULL || load_sequential(&client->ended) != NULL ||
         !output_is_empty(&client->output);
}

// Pays while the worker has a core of its own: then it answers before this thread could even fall
// asleep. Where both have to share a core, who waits keeps the other from running.
static void wait_actively(struct client *client) {
  if (client->sleeps > 0) {
    client->sleeps--;
    return;
  }
  for (int spin = 0; spin < SPINS_BEFORE_ARMING; spin++) {
    if (has_news(client)) {
      return;
    }
  }
  client->sleeps = SLEEPS_AFTER_A_WAIT_IN_VAIN;
}

int backlit_client_arm(void) {
  wait_actively(self());
  store_sequential(&self()->armed, 1);
  if (has_news(self())) {
    store_sequential(&self()->armed, 0);
    return 0;
  }
  return 1;
}

// The stack holds the newest first; tasks are given out in the order in which they ended.
static struct task *reversed(struct task *top) {
  struct task *in_order = NULL;
  while (top != NULL) {
    struct task *next = top->ended_next;
    top->ended_next = in_order;
    in_order = top;
    top = next;
  }
  return in_order;
}

backlit_task backlit_client_next_ended(void) {
  core_enter();
  struct client *client = self();
  if (client->ended_in_order == NULL) {
    client->ended_in_order = reversed(exchange_sequential(&client->ended, NULL));
  }
  struct task *task = client->ended_in_order;
  backlit_task handle = 0;
  if (task != NULL) {
    client->ended_in_order = task->ended_next;
    handle = task_handle(task);
    client_outcome(task, &client->exchange);
    task_drop(task);
  }
  core_leave();
  return handle;
}

// ---- The end of a client in a worker

void client_retain(struct client *client) {
  if (client != NULL && client->door != NULL) {
    add_relaxed(&client->references, 1);
  }
}

void client_drop(struct client *client) {
  if (client != NULL && client->door != NULL && subtract_acq_rel(&client->references, 1) == 1) {
    backlit_free(client->block);
  }
}

static void drop_ended(struct task *task) {
  while (task != NULL) {
    struct task *next = task->ended_next;
    task_drop(task);
    task = next;
  }
}

static void drop_held(struct task *task, void *client) {
  if (task->client == client && task->is_held) {
    task->is_held = false;
    task_drop(task);
  }
}

void clients_bury(struct worker *worker) {
  while (worker->clients != NULL) {
    struct client *client = worker->clients;
    worker->clients = client->next;
    drop_ended(exchange_sequential(&client->ended, &nobody_takes));
    drop_ended(client->ended_in_order);
    output_close(&client->output);
    task_for_each(drop_held, client);
    client_drop(client);
  }
}

void client_outcome(const struct task *task, struct backlit_exchange *exchange) {
  static const struct value nothing = {.kind = BACKLIT_KIND_EMPTY};
  static const struct value timed_out = {.number = BACKLIT_TIMED_OUT, .kind = BACKLIT_KIND_FAILURE};
  uint64_t life = load_acquire(&task->life);
  enum backlit_state state = life_state(life);
  uint32_t rung = (uint32_t)((life & LIFE_RUNG) >> LIFE_RUNG_SHIFT);
  const struct value *value = &nothing;
  if (state == BACKLIT_STATE_ERROR && rung != BACKLIT_RUNG_NONE) {
    value = &timed_out; // its worker may still be writing a result that does not count
  } else if (state == BACKLIT_STATE_DONE || state == BACKLIT_STATE_ERROR) {
    value = &task->result;
  }
  value_to_exchange(value, exchange);
  exchange->state = state;
  exchange->rung = rung;
  exchange->attempt = life_attempt(life);
  exchange->cancel_requested =
      (life & LIFE_CANCEL) != 0 || (state == BACKLIT_STATE_CANCELLED && rung != BACKLIT_RUNG_NONE);
  exchange->has_progress = load_acquire(&task->progress) != NULL;
  exchange->fraction = load_acquire(&task->fraction);
  exchange->queued = task->queued_at;
  exchange->started = load_relaxed(&task->started_at);
  exchange->ended = load_relaxed(&task->ended_at);
}
