// Functions: what a task runs, by number. Either a C kernel, or a key that a host understands.
#ifndef BACKLIT_FUNCTION_H
#define BACKLIT_FUNCTION_H

#include <stdbool.h>

#include "backlit.h"

// NULL when the function is not a kernel.
backlit_kernel function_kernel(int32_t function);
// A cooperative kernel's thread must not be killed.
bool function_is_killable(int32_t function);
bool function_is_async(int32_t function);
// Nobody has loaded it yet, nor asked for it.
bool function_is_unknown(int32_t function);
// Asks the loop worker to find out whether the function is asynchronous: when the compute workers
// are busy and one of its tasks would wait for them in vain.
void function_ask(int32_t function);

#endif
