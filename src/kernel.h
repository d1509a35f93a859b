// Running C kernels; their interface is in backlit.h.
#ifndef BACKLIT_KERNEL_H
#define BACKLIT_KERNEL_H

#include "task.h"

// Runs the task's kernel to its end on the calling worker. Gives the state that the attempt ends
// with and its outcome, whose payload is the caller's.
enum backlit_state kernel_run(struct task *task, uint32_t attempt, struct value *outcome);

#endif
