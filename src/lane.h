// Lanes: bounded queues of tasks in three priorities, and the workers that have nothing to do.
//
// Compute workers serve one, the loop worker another. A client has one for the tasks that run on
// its own thread, and each worker has one for the further attempts of tasks that stay with it. A
// list under a short lock, not a lock-free ring, so that a cancelled task leaves at once from the
// middle and its room and memory are free again.
#ifndef BACKLIT_LANE_H
#define BACKLIT_LANE_H

#include <stdbool.h>
#include <stdint.h>

#include "lock.h"

struct task;
struct worker;

enum { LANE_PRIORITIES = 3 };

// All under the lock. Alone on its cache lines, like all that several threads write often.
struct lane {
  _Alignas(64) struct lock lock;
  uint32_t takes;
  _Atomic uint32_t count;
  struct task *first[LANE_PRIORITIES];
  struct task *last[LANE_PRIORITIES];
  struct worker *idle;
  struct worker *searcher; // was woken and has not looked yet: no second one is woken meanwhile
  uint32_t away;           // workers that have taken a task and not come back
  bool is_open;            // of a worker's own lane
};

extern struct lane *const compute_lane;
extern struct lane *const loop_lane;

void lane_set_limit(uint32_t max_pending);
// Where workers find this task.
struct lane *lane_for(const struct task *task);
// Queues a PENDING task and wakes an idle worker; the lane gets a reference. QUEUE_FULL or 0.
int lane_submit(struct lane *lane, struct task *task);
// Queues a RUNNING task whose reference the caller gives away; never full.
void lane_pass_on(struct lane *lane, struct task *task);
// The same into a worker's own lane. false: that worker is gone.
bool lane_stay(struct worker *keeper, struct task *task);
// A worker's own lane lives as long as the worker. Closed, it gives back its tasks, linked by
// `next`.
void lane_open(struct lane *lane);
struct task *lane_close(struct lane *lane);
// true: the task was queued and now is not; its reference is the caller's.
bool lane_remove(struct task *task);
// The next task, of the worker's own lane first, its reference the caller's. NULL: none; the worker
// counts as idle until it is woken.
struct task *lane_take(struct lane *lane, struct worker *worker);
// The worker is about to come for its next task, or never comes: it counts as away no more.
void lane_expect(struct lane *lane, struct worker *worker);
// All tasks of a function that wait in one lane go to the other.
void lane_move(struct lane *from, struct lane *to, int32_t function);
// Wakes an idle worker, work or not.
void lane_poke(struct lane *lane);
uint32_t lane_count(struct lane *lane);
// Wakes an idle worker if there is work: after a worker was lost, that may have been told of it.
void lane_wake_again(struct lane *lane);
// The worker counts as neither idle nor away. A wake that it was given goes to another.
void lane_forget(struct lane *lane, struct worker *worker);
// How many tasks wait, also for the calling client's own thread.
uint32_t lane_pending(void);

#endif
