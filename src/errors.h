// Every error that the core can report: its code, its class in JavaScript and Python, its message.
// This table is the only place where an error is written down; the C enum and text functions are
// made from it here, the JavaScript classes by scripts/generate.js.
#ifndef BACKLIT_ERRORS_H
#define BACKLIT_ERRORS_H

// --8<-- [start:errors]
#define BACKLIT_ERRORS(X)                                                                          \
  X(OUT_OF_MEMORY, -1, "OutOfMemoryError",                                                         \
    "the core's memory is full: send less at once, or raise start({ memory: { maximum } })")       \
  X(QUEUE_FULL, -2, "QueueFullError",                                                              \
    "the queue is full: wait for some tasks to end, or raise start({ maxPending })")               \
  X(STALE_HANDLE, -3, "StaleHandleError", "this handle was released; its task is gone")            \
  X(UNKNOWN_KERNEL, -4, "UnknownKernelError",                                                      \
    "no C kernel of this name is linked into the core: register it with BACKLIT_KERNEL")           \
  X(TOO_MANY_FUNCTIONS, -5, "TooManyFunctionsError",                                               \
    "the table of functions is full: submit the same functions again instead of new ones")         \
  X(TOO_MANY_TASKS, -6, "TooManyTasksError",                                                       \
    "too many tasks are kept: drop the handles of ended tasks that are no longer needed")          \
  X(WORKER_LOST, -7, "WorkerLostError",                                                            \
    "the worker that ran this task died before the task ended: it exited by itself, crashed, or "  \
    "shared its thread with a task that had to be killed")                                         \
  X(KERNEL_FAILED, -8, "KernelError", "the C kernel reported a failure")                           \
  X(BAD_ARGUMENT, -9, "KernelArgumentError",                                                       \
    "the C kernel was called with arguments of another number or type than it takes")              \
  X(CANCELLED, -10, "CancelledError", "the task was cancelled")                                    \
  X(TIMED_OUT, -11, "TimeoutError", "the task did not end within its timeout")
// --8<-- [end:errors]

#endif
