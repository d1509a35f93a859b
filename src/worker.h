// Workers: threads on a lease. Their life, loss and replacement.
//
//   VACANT ─start─► BOOTING ─ready─► SPARE ─promote─► ACTIVE ─disown─► REVOKED ─► TERMINATING
//      ▲                                                                              │
//      └────────────────────────── death confirmed (from any state) ◄────────────────┘
//
// The lease is one word: the state, the role, and the task that a compute worker runs. Disowning
// swaps it only while it still names the disowned task, so a cancel never hits the worker's next
// task.
//
// Disowning is not death: a browser may let a terminated thread run on for seconds. Until its death
// is confirmed the worker keeps references to its tasks and all blocks that it has open, so nothing
// that the thread may still write to is used by anybody else. And it finds the core's door closed
// (thread.h).
#ifndef BACKLIT_WORKER_H
#define BACKLIT_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "backlit.h"
#include "deadline.h"
#include "lane.h"
#include "run.h"
#include "task.h"

enum worker_state {
  WORKER_VACANT,
  WORKER_BOOTING,
  WORKER_SPARE,
  WORKER_ACTIVE,
  WORKER_REVOKED,
  WORKER_TERMINATING,
};

enum { MAX_WORKERS = 256 };

struct worker {
  _Alignas(64) _Atomic uint64_t lease; // anybody, by swap; see worker.c
  _Atomic uint32_t inside;             // the worker's thread: 1 while it is inside the core
  _Atomic uint32_t wake;               // counts wakes: whoever has news for it
  _Atomic uint32_t parked;             // 1: it sleeps on the wake word, or is about to
  _Atomic uint32_t interrupt;          // who interrupts its attempt; its host clears it
  int32_t index;                       // written once
  void *thread;                        // the supervisor, in host_*.c
  void *thread_storage;                // its thread, in host_*.c
  struct worker *idle_next;            // under its lane's lock, as the next two
  bool is_idle;
  bool is_away;     // has taken a task and not come back
  struct run *runs; // its thread, and who buries it; the next two likewise
  struct run **runs_end;
  struct run only;                  // that of a compute worker
  struct backlit_payload *open;     // likewise: blocks not handed over yet
  struct backlit_hold *holds;       // likewise
  struct lane own;                  // further attempts of tasks that stay with it
  struct client *client;            // whose thread it is, of a local one
  struct client *clients;           // in its thread; like `runs`, and the next
  bool is_waiting;                  // its task waits for another one
  struct deadline patience;         // of the loop worker, with the next two: see worker_disown()
  _Atomic uint32_t asked;           // who disowns a task of it
  _Atomic uint32_t heard;           // its thread
  struct backlit_exchange exchange; // its thread
};

bool worker_is_revoked(struct worker *worker);
void worker_wake(struct worker *worker);
void workers_wake_spares(void);
// The second rung: tells the worker's host to end from outside what it runs, if it still shall.
void worker_interrupt(struct worker *worker);
// Where it finds its tasks.
struct lane *worker_lane(const struct worker *worker);
// Its own thread: sleeps outside of the core until the wake word is no longer `seen`, or so many
// seconds (negative: without limit).
void worker_sleep(struct worker *worker, uint32_t seen, double seconds);
// Its own thread: changes the task that a compute worker's lease names. A worker whose lease is
// revoked never returns from here: it keeps its references until it is buried.
void worker_name_task(struct worker *worker, const struct task *from, const struct task *to);
// Called by the worker's thread, first and last.
void worker_thread_begin(struct worker *worker);
// The third rung: what a worker runs for the task counts no more. A compute worker is disowned.
void worker_abandon(struct task *task);
// Waits until the worker of an abandoned task has left the core: the few instructions in which it
// may still write to the task.
void worker_await_outside(const struct worker *worker);
void supervisor_wake(void);
bool runtime_is_closing(void);
// So many compute workers are wanted, if there may be so many.
void workers_want(uint32_t count);
// Its own thread, when it has nothing to do: whether it ends, because it is one too many.
bool worker_retires(struct worker *worker);
// Whether there may be more compute workers than are wanted now.
bool workers_can_grow(void);
// Whether a new task would have to wait behind others.
bool workers_are_busy(void);
// The loop worker is wanted from now on.
void worker_want_loop(void);

#endif
