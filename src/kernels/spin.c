#include "backlit.h"

// Never ends and never looks at the cancel flag: for what only the loss of its worker can stop.
BACKLIT_KERNEL(spin, BACKLIT_KILLABLE) {
  (void)call;
  for (;;) {
  }
}
