// Lanes: bounded queues of tasks in three priorities, and the workers that have nothing to do.
//
// There are two: compute workers serve one, the loop worker the other. A list under a short lock,
// not a lock-free ring, so that a cancelled task leaves at once from the middle and its room and
// memory are free again.
#ifndef BACKLIT_LANE_H
#define BACKLIT_LANE_H

#include <stdbool.h>
#include <stdint.h>

struct lane;
struct task;
struct worker;

extern struct lane *const compute_lane;
extern struct lane *const loop_lane;

void lane_set_limit(uint32_t max_pending);
// Queues a PENDING task and wakes an idle worker; the lane gets a reference. QUEUE_FULL or 0.
int lane_submit(struct lane *lane, struct task *task);
// Queues a RUNNING task whose reference the caller gives away; never full.
void lane_pass_on(struct lane *lane, struct task *task);
// true: the task was queued and now is not; its reference is the caller's.
bool lane_remove(struct task *task);
// The next task, its reference the caller's. NULL: none; the worker counts as idle until it is
// woken.
struct task *lane_take(struct lane *lane, struct worker *worker);
// All tasks of a function that wait in one lane go to the other.
void lane_move(struct lane *from, struct lane *to, int32_t function);
// Wakes an idle worker, work or not.
void lane_poke(struct lane *lane);
uint32_t lane_count(struct lane *lane);
// Wakes an idle worker if there is work: after a worker was lost, that may have been told of it.
void lane_wake_again(struct lane *lane);
// The worker is gone from the idle ones. A wake that it was given goes to another.
void lane_forget(struct lane *lane, struct worker *worker);
uint32_t lane_pending(void);

#endif
