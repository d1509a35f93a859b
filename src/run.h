// Runs: the attempts that a worker has begun and not left. An attempt can be ended while its worker
// still runs it: the worker then keeps its reference to the task.
#ifndef BACKLIT_RUN_H
#define BACKLIT_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "backlit.h"

struct task;
struct worker;

struct run {
  struct task *task;
  uint32_t attempt; // 0: not begun
  bool was_interrupted;
  struct run *next; // in the order of their begin
  struct run **link;
};

// All are for the worker's own thread, and for who buries it.
// Takes over the caller's reference to the task. NULL: the memory is full.
struct run *run_add(struct worker *worker, struct task *task);
void run_remove(struct worker *worker, struct run *run);
// NULL: there is none.
struct run *run_find(const struct worker *worker, backlit_task handle, uint32_t attempt);

#endif
