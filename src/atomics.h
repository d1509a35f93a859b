// Atomic operations, named by their memory order. The core uses no others, so that a test build can
// make each of them a scheduling point. WebAssembly's atomics are all sequentially consistent; the
// weaker orders matter to the native builds, and to the reader: they say what is relied upon.
#ifndef BACKLIT_ATOMICS_H
#define BACKLIT_ATOMICS_H

#include <stdatomic.h>

#define load_relaxed(object) atomic_load_explicit((object), memory_order_relaxed)
#define load_acquire(object) atomic_load_explicit((object), memory_order_acquire)
#define load_sequential(object) atomic_load_explicit((object), memory_order_seq_cst)

#define store_relaxed(object, value) atomic_store_explicit((object), (value), memory_order_relaxed)
#define store_release(object, value) atomic_store_explicit((object), (value), memory_order_release)
#define store_sequential(object, value)                                                            \
  atomic_store_explicit((object), (value), memory_order_seq_cst)

#define exchange_acq_rel(object, value)                                                            \
  atomic_exchange_explicit((object), (value), memory_order_acq_rel)
#define exchange_sequential(object, value)                                                         \
  atomic_exchange_explicit((object), (value), memory_order_seq_cst)

#define add_relaxed(object, value)                                                                 \
  atomic_fetch_add_explicit((object), (value), memory_order_relaxed)
#define add_acq_rel(object, value)                                                                 \
  atomic_fetch_add_explicit((object), (value), memory_order_acq_rel)
#define add_sequential(object, value)                                                              \
  atomic_fetch_add_explicit((object), (value), memory_order_seq_cst)
#define subtract_acq_rel(object, value)                                                            \
  atomic_fetch_sub_explicit((object), (value), memory_order_acq_rel)

// Compare and swap; on failure *expected is what was found. All transitions of a task's life and of
// a worker's lease go through the sequentially consistent one.
#define swap_sequential(object, expected, desired)                                                 \
  atomic_compare_exchange_strong_explicit((object), (expected), (desired), memory_order_seq_cst,   \
                                          memory_order_seq_cst)
#define swap_acq_rel(object, expected, desired)                                                    \
  atomic_compare_exchange_strong_explicit((object), (expected), (desired), memory_order_acq_rel,   \
                                          memory_order_acquire)

#endif
