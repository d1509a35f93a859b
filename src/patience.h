// Whether to wait actively before sleeping. It pays while the other side has a core of its own:
// then it answers before this thread could even fall asleep. Where both have to share a core, who
// waits keeps the other from running. So after a wait in vain the next two sleep at once.
#ifndef BACKLIT_PATIENCE_H
#define BACKLIT_PATIENCE_H

#include <stdbool.h>
#include <stdint.h>

enum { SLEEPS_AFTER_A_WAIT_IN_VAIN = 2 };

struct patience {
  uint32_t sleeps; // to come
};

// Asked before each sleep.
static inline bool patience_is_left(struct patience *patience) {
  if (patience->sleeps == 0) {
    return true;
  }
  patience->sleeps--;
  return false;
}

// After a wait in vain.
static inline void patience_lose(struct patience *patience) {
  patience->sleeps = SLEEPS_AFTER_A_WAIT_IN_VAIN;
}

#endif
