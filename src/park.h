// Waiting on a word of memory: the one thing that the platforms do differently.
#ifndef BACKLIT_PARK_H
#define BACKLIT_PARK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

// Sleeps while *word is `expected`, at most `seconds` (negative: without limit). May wake early.
// Never called on a browser's main thread; see thread_may_block().
void park(_Atomic uint32_t *word, uint32_t expected, double seconds);

// Wakes up to `count` threads that sleep on the word, also those in JavaScript's Atomics.waitAsync.
void unpark(_Atomic uint32_t *word, uint32_t count);

#endif
