// Output: the texts that a client's tasks have written, in the order in which they came, until the
// client takes them. Any worker adds, the client takes.
#ifndef BACKLIT_OUTPUT_H
#define BACKLIT_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lock.h"

struct text;

// Zeroed it is empty. Everything is under the lock; the count can be read without it.
struct output {
  struct lock lock;
  _Atomic uint32_t count;
  struct text *first;
  struct text *last;
  bool is_closed; // nobody takes any more
  size_t bytes;   // with what each text needs besides
  uint64_t dropped;
};

bool output_is_empty(struct output *output);
void output_close(struct output *output);

#endif
