#include "lock.h"

#include "atomics.h"
#include "park.h"
#include "thread.h"

enum { SPINS = 200 };

void lock_acquire(struct lock *lock) {
  for (int spin = 0; spin < SPINS || !thread_may_block(); spin = spin < SPINS ? spin + 1 : spin) {
    uint32_t expected = 0;
    if (load_relaxed(&lock->word) == 0 && swap_acq_rel(&lock->word, &expected, 1)) {
      return;
    }
  }
  while (exchange_acq_rel(&lock->word, 2) != 0) {
    park(&lock->word, 2, -1);
  }
}

void lock_release(struct lock *lock) {
  if (exchange_acq_rel(&lock->word, 0) == 2) {
    unpark(&lock->word, 1);
  }
}
