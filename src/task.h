// Tasks: the table of records, and the state machine of a task's life.
#ifndef BACKLIT_TASK_H
#define BACKLIT_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "backlit.h"
#include "deadline.h"
#include "payload.h"

struct client;
struct lane;
struct progress;
struct worker;

// The word that holds a task's life. Every transition is one compare-and-swap of all of it, so a
// stale handle (another generation) or a stale attempt can change nothing.
//
//   63        32 31      16 15  7 6      5 4         3        2   0
//   generation   attempt    -     rung of  cancel    watched  state
//                                 the end  requested
enum {
  LIFE_STATE = 7,
  LIFE_WATCHED = 1 << 3,
  LIFE_CANCEL = 1 << 4,
  LIFE_RUNG_SHIFT = 5,
  LIFE_RUNG = 3 << LIFE_RUNG_SHIFT,
  LIFE_ATTEMPT_SHIFT = 16,
  LIFE_GENERATION_SHIFT = 32,
};

enum { STATE_FREE = 7 }; // the record is on the free list

struct task {
  _Atomic uint64_t life;       // anybody, by the functions below
  _Atomic uint32_t references; // anybody
  uint32_t slot;               // written once
  int32_t function;            // written at submission, like the next five
  uint32_t priority;
  double grace;
  struct client *client;
  struct value arguments;
  struct value result;             // the worker that runs it, before it swaps life to DONE or ERROR
  _Atomic(struct worker *) worker; // who runs it: that worker; NULL while queued
  _Atomic(struct progress *) progress; // made by the worker that runs it
  _Atomic double fraction;             // the worker that runs it
  struct deadline deadline;            // deadline.c
  _Atomic(struct lane *) lane; // NULL when not queued; it and the links: under that lane's lock
  struct task *next;           // in the lane; in the free list under the table's lock
  struct task *previous;
  struct task *running_next; // in its worker's list; that worker, or who buries it
  struct task **running_link;
  struct task *ended_next; // in its client's list of ended tasks; who ended it, then the client
};

static inline enum backlit_state life_state(uint64_t life) {
  return (enum backlit_state)(life & LIFE_STATE);
}
static inline bool life_is_over(uint64_t life) { return life_state(life) >= BACKLIT_STATE_DONE; }
static inline uint32_t life_generation(uint64_t life) {
  return (uint32_t)(life >> LIFE_GENERATION_SHIFT);
}

backlit_task task_handle(const struct task *task);
struct task *task_at(uint32_t slot);
// The task of a handle, with a reference for the caller; NULL when the handle is stale.
struct task *task_hold(backlit_task handle);
// The same without a reference, for who has one already.
struct task *task_find(backlit_task handle);
void task_retain(struct task *task);
// true: this was the last reference, and the record is free.
bool task_drop(struct task *task);

// A new record, PENDING, with one reference; NULL and a code when there is none.
struct task *task_create(int *error);
// Once, before the first task.
void task_open(void);
uint32_t task_count(void);
// Calls `visit` for each record that is in use, with a reference held.
void task_for_each(void (*visit)(struct task *task));

// PENDING to RUNNING; true also for a task that was passed on and so is RUNNING already.
bool task_begin(struct task *task);
// Requests the cancel of the task if it is RUNNING. Gives its life as it was before.
uint64_t task_request_cancel(struct task *task);
// The one transition to an end, from any of the states in the mask `from` (1 << state). false: the
// task was not in such a state.
bool task_end(struct task *task, uint32_t from, enum backlit_state state, enum backlit_rung rung);

#endif
