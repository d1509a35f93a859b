// A lock for a bounded few instructions. A thread that may block sleeps on it after some spinning;
// a browser's main thread, which may not, spins. The holder cannot be killed while it holds the
// lock (see lease.h, "inside"), so the wait is as bounded as the holder's few instructions.
#ifndef BACKLIT_LOCK_H
#define BACKLIT_LOCK_H

#include <stdatomic.h>
#include <stdint.h>

// 0 free, 1 held, 2 held and somebody may sleep on it (Drepper, "Futexes Are Tricky", mutex 2).
struct lock {
  _Atomic uint32_t word;
};

void lock_acquire(struct lock *lock);
void lock_release(struct lock *lock);

#endif
