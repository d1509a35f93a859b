// Payloads: reference-counted blocks that carry arguments, results and progress values.
#ifndef BACKLIT_PAYLOAD_H
#define BACKLIT_PAYLOAD_H

#include <stddef.h>
#include <stdint.h>

#include "backlit.h"

struct backlit_payload {
  _Atomic uint32_t references;
  uint32_t arrays; // length of the list of references that follows the bytes
  size_t size;
  struct backlit_payload *next; // in the list of payloads that a worker's thread has open; its own
  struct backlit_payload **link;
  _Alignas(16) unsigned char bytes[];
};

struct backlit_hold {
  struct backlit_payload *array;
  struct backlit_hold *next; // as above
  struct backlit_hold **link;
};

// A value as it is kept in a task: what of struct backlit_exchange describes a value.
struct value {
  double number;
  struct backlit_payload *payload;
  uint32_t kind;
};

void payload_retain(struct backlit_payload *payload);
// The payload leaves its worker's hands: from now on it outlives the worker.
void payload_hand_over(struct backlit_payload *payload);
// It ends with the worker again, or for the first time.
void payload_take_back(struct backlit_payload *payload);

struct value value_from_exchange(const struct backlit_exchange *exchange);
void value_to_exchange(const struct value *value, struct backlit_exchange *exchange);
void value_release(struct value *value);

#endif
