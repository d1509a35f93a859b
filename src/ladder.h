// The ladder: how an attempt is brought to its end, by a cancel or by its timeout. First its flag
// is set; after `flag_grace` its worker's host is told to interrupt it; after `grace` its worker is
// lost.
#ifndef BACKLIT_LADDER_H
#define BACKLIT_LADDER_H

#include "task.h"

// 1: the request was accepted; 0: the task has ended.
int ladder_cancel(struct task *task);
// An attempt with a timeout begins.
void ladder_limit(struct task *task, uint32_t attempt);

#endif
