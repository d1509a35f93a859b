// What the core knows about the thread that calls it, and the marks at the core's door.
//
// A worker's thread may be killed at any instruction while it runs a task. It must never be killed
// while it is inside the core, where it may hold a lock or have a structure half changed. So each
// function of the core that a worker can call begins with core_enter() and ends with core_leave():
//
// A client in a worker's thread, for the tasks that its tasks run, goes through the worker's door.
//
//   worker       inside = 1;  is my lease revoked? then inside = 0 and park for ever
//   supervisor   revokes the lease;  waits until inside == 0;  only then kills
//
// Both sides are sequentially consistent, so at least one of them sees the other (Dekker). A
// revoked thread that a browser lets run on after its end therefore never gets past the door.
#ifndef BACKLIT_THREAD_H
#define BACKLIT_THREAD_H

#include <stdbool.h>
#include <stdint.h>

struct worker;
struct client;

struct thread {
  struct worker *worker; // NULL in the supervisor and in clients
  struct client *client; // NULL in the supervisor and in workers
  struct worker *door;   // the worker whose thread it is; NULL in others
  uint32_t depth;        // of calls into the core, through a door
  bool may_not_block;    // a browser's main thread
};

extern _Thread_local struct thread current_thread;

static inline bool thread_may_block(void) { return !current_thread.may_not_block; }

void core_enter(void);
void core_leave(void);

// A worker that runs foreign code from within the core (a killable kernel) steps out of it
// meanwhile.
uint32_t core_step_out(void);
void core_step_in(uint32_t depth);

#endif
