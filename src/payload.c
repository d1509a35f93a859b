#include "payload.h"

#include "atomics.h"
#include "heap.h"
#include "thread.h"
#include "worker.h"

static struct backlit_payload **array_list(const struct backlit_payload *payload) {
  size_t aligned = (payload->size + 15) & ~(size_t)15;
  return (struct backlit_payload **)(void *)(payload->bytes + aligned);
}

struct backlit_payload *backlit_payload_create(size_t size, uint32_t arrays) {
  size_t list = (size_t)arrays * sizeof(struct backlit_payload *);
  if (size > SIZE_MAX - sizeof(struct backlit_payload) - list - 15) {
    return NULL;
  }
  core_enter();
  struct backlit_payload *payload =
      backlit_allocate(sizeof *payload + ((size + 15) & ~(size_t)15) + list);
  if (payload != NULL) {
    *payload = (struct backlit_payload){.references = 1, .arrays = arrays, .size = size};
    for (uint32_t index = 0; index < arrays; index++) {
      array_list(payload)[index] = NULL;
    }
    payload_take_back(payload);
  }
  core_leave();
  return payload;
}

void *backlit_payload_bytes(struct backlit_payload *payload) { return payload->bytes; }

size_t backlit_payload_size(const struct backlit_payload *payload) { return payload->size; }

void backlit_payload_refer(struct backlit_payload *payload, uint32_t index,
                           struct backlit_payload *array) {
  core_enter();
  payload_retain(array);
  array_list(payload)[index] = array;
  core_leave();
}

struct backlit_payload *backlit_payload_referred(const struct backlit_payload *payload,
                                                 uint32_t index) {
  return index < payload->arrays ? array_list(payload)[index] : NULL;
}

void payload_retain(struct backlit_payload *payload) { add_relaxed(&payload->references, 1); }

void payload_take_back(struct backlit_payload *payload) {
  struct worker *worker = current_thread.door;
  if (worker != NULL) {
    payload->next = worker->open;
    payload->link = &worker->open;
    if (payload->next != NULL) {
      payload->next->link = &payload->next;
    }
    worker->open = payload;
  }
}

void payload_hand_over(struct backlit_payload *payload) {
  if (payload->link != NULL) {
    *payload->link = payload->next;
    if (payload->next != NULL) {
      payload->next->link = payload->link;
    }
    payload->next = NULL;
    payload->link = NULL;
  }
}

// Gives back a reference that is not the creator's own. The depth is bounded: an array refers to no
// other payload.
// NOLINTNEXTLINE(misc-no-recursion)
static void drop(struct backlit_payload *payload) {
  if (payload != NULL && subtract_acq_rel(&payload->references, 1) == 1) {
    for (uint32_t index = 0; index < payload->arrays; index++) {
      drop(array_list(payload)[index]);
    }
    backlit_free(payload);
  }
}

// Others may hold on to the payload, so it leaves the worker's list with the creator's reference,
// not with the last one, which any thread may drop.
void backlit_payload_release(struct backlit_payload *payload) {
  if (payload == NULL) {
    return;
  }
  core_enter();
  if (current_thread.door != NULL) {
    payload_hand_over(payload);
  }
  drop(payload);
  core_leave();
}

struct backlit_hold *backlit_hold_array(struct backlit_payload *array) {
  core_enter();
  struct backlit_hold *hold = backlit_allocate(sizeof *hold);
  if (hold != NULL) {
    *hold = (struct backlit_hold){.array = array};
    payload_retain(array);
    struct worker *worker = current_thread.door;
    if (worker != NULL) {
      hold->next = worker->holds;
      hold->link = &worker->holds;
      if (hold->next != NULL) {
        hold->next->link = &hold->next;
      }
      worker->holds = hold;
    }
  }
  core_leave();
  return hold;
}

struct backlit_payload *backlit_held(const struct backlit_hold *hold) { return hold->array; }

void backlit_hold_end(struct backlit_hold *hold) {
  core_enter();
  if (hold->link != NULL) {
    *hold->link = hold->next;
    if (hold->next != NULL) {
      hold->next->link = hold->link;
    }
  }
  drop(hold->array);
  backlit_free(hold);
  core_leave();
}

struct value value_from_exchange(const struct backlit_exchange *exchange) {
  return (struct value){
      .number = exchange->number, .payload = exchange->payload, .kind = exchange->kind};
}

void value_to_exchange(const struct value *value, struct backlit_exchange *exchange) {
  exchange->number = value->number;
  exchange->payload = value->payload;
  exchange->kind = value->kind;
}

void value_release(struct value *value) {
  backlit_payload_release(value->payload);
  value->payload = NULL;
  value->kind = BACKLIT_KIND_EMPTY;
}
