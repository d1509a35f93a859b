// Running C kernels; their interface is in backlit.h.
#ifndef BACKLIT_KERNEL_H
#define BACKLIT_KERNEL_H

struct task;

// Runs the task's kernel to its end on the calling worker, and ends the task.
void kernel_run(struct task *task);

#endif
