// Deadlines: what has to happen at a time. Clients and workers arm and disarm them, the supervisor
// fires them. Equal deadlines fire in the order of arming.
#ifndef BACKLIT_DEADLINE_H
#define BACKLIT_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

// Embedded in what it belongs to. All fields are under the heap's lock; zeroed is not armed.
struct deadline {
  double due; // clock_now() seconds
  uint64_t order;
  struct deadline *child;
  struct deadline *sibling;
  struct deadline *previous; // the elder sibling, or the parent of the eldest; itself at the root
  void (*expire)(struct deadline *deadline);
};

void deadline_arm(struct deadline *deadline, double due, void (*expire)(struct deadline *));
// true: it was armed, and will not fire.
bool deadline_disarm(struct deadline *deadline);
// Supervisor: fires what is due. Gives the seconds to the next one, negative if there is none.
double deadline_fire_due(void);

#endif
