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
//   63        32 31      16 15 10 9            8        7        6      5 4         3        2   0
//   generation   attempt    -     interrupted  waiting  overdue  rung of  cancel    watched  state
//                                                                the end  requested
enum {
  LIFE_STATE = 7,
  LIFE_WATCHED = 1 << 3,
  LIFE_CANCEL = 1 << 4,
  LIFE_RUNG_SHIFT = 5,
  LIFE_RUNG = 3 << LIFE_RUNG_SHIFT,
  LIFE_OVERDUE = 1 << 7,     // the attempt's timeout is over
  LIFE_WAITING = 1 << 8,     // RUNNING, but between two attempts
  LIFE_INTERRUPTED = 1 << 9, // the attempt is to be interrupted
  LIFE_ATTEMPT_SHIFT = 16,
  LIFE_GENERATION_SHIFT = 32,
};

enum { STATE_FREE = 7 }; // the record is on the free list

// The phases of a task that has not ended, as a mask.
enum task_phase {
  TASK_OVER = 0,
  TASK_PENDING = 1,
  TASK_ATTEMPTED = 2, // a worker has it
  TASK_WAITING = 4,   // for its next attempt: in the heap of deadlines or in a lane
  TASK_ALIVE = 7,
};

struct task {
  _Atomic uint64_t life;       // anybody, by the functions below
  _Atomic uint32_t references; // anybody
  uint32_t slot;               // written once
  struct client *client;       // written at its creation; it outlives the task
  int32_t function;            // written at submission, like the next four
  struct backlit_options options;
  struct value arguments;
  double queued_at;
  _Atomic double started_at;       // the worker of the first attempt
  _Atomic double ended_at;         // who ends it
  struct value result;             // the worker that runs it, before it swaps life to DONE or ERROR
  struct worker *keeper;           // the worker of the last attempt; that one
  _Atomic(struct worker *) worker; // who runs it: that worker, or who ends the attempt; or NULL
  _Atomic(struct progress *) progress; // made by the worker that runs it
  _Atomic double fraction;             // the worker that runs it
  struct deadline deadline;    // of the attempt under way, or of the wait; holds a reference
  _Atomic(struct lane *) lane; // NULL when not queued; it and the links: under that lane's lock
  struct task *next;           // in the lane; in the free list under the table's lock
  struct task *previous;
  struct task *scheduled_next; // in its schedule, under that one's lock
  struct task *ended_next;     // in its client's list of ended tasks; who ended it, then the client
  bool is_held;                // its client has its handle; the client
};

static inline enum backlit_state life_state(uint64_t life) {
  return (enum backlit_state)(life & LIFE_STATE);
}
static inline bool life_is_over(uint64_t life) { return life_state(life) >= BACKLIT_STATE_DONE; }
static inline uint32_t life_generation(uint64_t life) {
  return (uint32_t)(life >> LIFE_GENERATION_SHIFT);
}
static inline uint32_t life_attempt(uint64_t life) {
  return (uint32_t)(life >> LIFE_ATTEMPT_SHIFT) & UINT16_MAX;
}
// Whether this attempt is under way.
static inline bool life_is_attempt(uint64_t life, uint32_t attempt) {
  return life_state(life) == BACKLIT_STATE_RUNNING && (life & LIFE_WAITING) == 0 &&
         life_attempt(life) == attempt;
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
struct task *task_create(struct client *client, int *error);
// Once, before the first task.
void task_open(void);
uint32_t task_count(void);
// Calls `visit` for each record that is in use, with a reference held.
void task_for_each(void (*visit)(struct task *task, void *context), void *context);

// Begins the next attempt of a task that is PENDING or waits. Gives the task's life as it then is.
uint64_t task_begin(struct task *task);
// Takes that back: another worker will begin the attempt. false: it has ended, or is cancelled.
bool task_unbegin(struct task *task, uint32_t attempt);
// Requests the cancel of the task if an attempt is under way. Gives its life as it was before.
uint64_t task_request_cancel(struct task *task);
// The attempt's timeout is over: asks it to end. false: it has ended, or is cancelled.
bool task_make_overdue(struct task *task, uint32_t attempt);
// The time on the flag alone is over, for an attempt that was asked to end. false: it has ended.
bool task_interrupt(struct task *task, uint32_t attempt);
// Ends the attempt, for another one to follow. false: it has ended, or is cancelled.
bool task_suspend(struct task *task, uint32_t attempt);
// The one transition to an end, from any of these phases. false: the task was in none of them.
bool task_end(struct task *task, uint32_t phases, enum backlit_state state, enum backlit_rung rung);
// The same while this attempt is under way.
bool task_end_attempt(struct task *task, uint32_t attempt, enum backlit_state state,
                      enum backlit_rung rung);
// The task's one deadline, which replaces an armed one. A task that has ended keeps none.
void task_arm(struct task *task, double due, deadline_action expire, uint32_t attempt);
// The same, unless one is armed.
void task_arm_idle(struct task *task, double due, deadline_action expire, uint32_t attempt);
void task_disarm(struct task *task);
struct task *task_of_deadline(struct deadline *deadline);

#endif
