// Progress of one task: a bounded queue of values, each read once, and the newest value, read or
// not. One worker adds, any client reads. Made at the first value.
#ifndef BACKLIT_PROGRESS_H
#define BACKLIT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "payload.h"

// Past one of these the oldest values go: the newest is always kept.
enum { PROGRESS_MAX_VALUES = 16384, PROGRESS_MAX_BYTES = 1 << 20 };

struct progress;

struct progress *progress_create(void);
void progress_free(struct progress *progress);
// Takes the value's payload, if it succeeds. 0 or OUT_OF_MEMORY.
int progress_add(struct progress *progress, struct value value);
// The value's payload is the caller's to release.
bool progress_next(struct progress *progress, struct value *value);
uint32_t progress_numbers(struct progress *progress, double *numbers, uint32_t count);
bool progress_latest(struct progress *progress, struct value *value);
uint64_t progress_dropped(struct progress *progress);

#endif
