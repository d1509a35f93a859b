#include "backlit.h"

enum { KEPT = 64 };

// churn(count, largest): creates so many payloads of 16 to `largest` bytes, evenly spread over the
// powers of two, each released when 64 newer ones were created.
BACKLIT_KERNEL(churn, BACKLIT_KILLABLE) {
  struct backlit_payload *kept[KEPT] = {0};
  uint32_t count = (uint32_t)backlit_argument_number(call, 0);
  uint32_t largest = (uint32_t)backlit_argument_number(call, 1);
  uint32_t random = 1;
  for (uint32_t index = 0; index < count; index++) {
    random = random * 1664525 + 1013904223;
    uint32_t size = 16U << (random >> 28);
    backlit_payload_release(kept[index % KEPT]);
    kept[index % KEPT] = backlit_payload_create(size > largest ? 16 + size % largest : size, 0);
    if (kept[index % KEPT] == NULL) {
      return BACKLIT_OUT_OF_MEMORY;
    }
  }
  for (uint32_t index = 0; index < KEPT; index++) {
    backlit_payload_release(kept[index]);
  }
  return 0;
}
