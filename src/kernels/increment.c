#include "backlit.h"

// The least a kernel can do: what a task costs by itself is measured and tested with it.
BACKLIT_KERNEL(increment, BACKLIT_KILLABLE) {
  backlit_return_number(call, backlit_argument_number(call, 0) + 1);
  return 0;
}
