// Retries: after a failed attempt a task may wait for another one, holding no worker.
#ifndef BACKLIT_RETRY_H
#define BACKLIT_RETRY_H

#include "task.h"

// Whether the policy retries this error of the core's own.
bool retry_matches(const struct task *task, int code);
// Whether another attempt may follow a failed one, if nobody cancels it.
bool retry_may_follow(const struct task *task, uint32_t attempt);
// Ends the attempt if another one follows it: then true, and once the worker has let go of the
// task, retry_wait() has to be called.
bool retry_suspend(struct task *task, uint32_t attempt);
// The task waits for its next attempt, and comes into a lane then. Takes the caller's reference.
void retry_wait(struct task *task);

#endif
