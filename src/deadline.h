// Deadlines: what has to happen at a time. Clients and workers arm and disarm them, the supervisor
// fires them. Equal deadlines fire in the order of arming. There is no other timer in the core.
#ifndef BACKLIT_DEADLINE_H
#define BACKLIT_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

struct deadline;

// `tag` is what was given when it was armed. The deadline may have been armed again meanwhile, for
// something else: the tag then tells.
typedef void (*deadline_action)(struct deadline *deadline, uint32_t tag);

// Embedded in what it belongs to. All fields are under the heap's lock; zeroed is not armed.
struct deadline {
  double due; // clock_now() seconds
  uint64_t order;
  struct deadline *child;
  struct deadline *sibling;
  struct deadline *previous; // the elder sibling, or the parent of the eldest; itself at the root
  deadline_action expire;
  uint32_t tag;
};

// true: it was armed before; that time counts no more.
bool deadline_arm(struct deadline *deadline, double due, deadline_action expire, uint32_t tag);
// The same, unless it is armed: then false.
bool deadline_arm_idle(struct deadline *deadline, double due, deadline_action expire, uint32_t tag);
// true: it was armed, and will not fire.
bool deadline_disarm(struct deadline *deadline);
// Supervisor: fires what is due. Gives the seconds to the next one, negative if there is none.
double deadline_fire_due(void);

#endif
