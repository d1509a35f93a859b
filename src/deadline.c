// A pairing heap (Fredman, Sedgewick, Sleator, Tarjan 1986), its links inside the entries: arming
// allocates nothing, so it cannot fail.
#include "deadline.h"

#include <math.h>
#include <stddef.h>

#include "clock.h"
#include "lock.h"
#include "worker.h"

static struct lock heap_lock;
static struct deadline *root;
static uint64_t next_order;
static double next_look = INFINITY; // when the supervisor will fire what is due then

static bool comes_before(const struct deadline *one, const struct deadline *other) {
  return one->due < other->due || (one->due == other->due && one->order < other->order);
}

static struct deadline *merge(struct deadline *one, struct deadline *other) {
  if (one == NULL || other == NULL) {
    return one == NULL ? other : one;
  }
  struct deadline *parent = comes_before(one, other) ? one : other;
  struct deadline *child = parent == one ? other : one;
  child->sibling = parent->child;
  if (child->sibling != NULL) {
    child->sibling->previous = child;
  }
  child->previous = parent;
  parent->child = child;
  return parent;
}

// Merges siblings in pairs, then the pairs from the last to the first.
static struct deadline *merge_siblings(struct deadline *first) {
  struct deadline *pairs = NULL;
  while (first != NULL) {
    struct deadline *second = first->sibling;
    struct deadline *rest = second == NULL ? NULL : second->sibling;
    first->sibling = NULL;
    if (second != NULL) {
      second->sibling = NULL;
    }
    struct deadline *pair = merge(first, second);
    pair->sibling = pairs;
    pairs = pair;
    first = rest;
  }
  struct deadline *heap = NULL;
  while (pairs != NULL) {
    struct deadline *rest = pairs->sibling;
    pairs->sibling = NULL;
    heap = merge(heap, pairs);
    pairs = rest;
  }
  return heap;
}

static void set_root(struct deadline *deadline) {
  root = deadline;
  if (root != NULL) {
    root->previous = root;
  }
}

static void take_out(struct deadline *deadline) {
  struct deadline *children = merge_siblings(deadline->child);
  if (deadline == root) {
    set_root(children);
  } else {
    if (deadline->previous->child == deadline) {
      deadline->previous->child = deadline->sibling;
    } else {
      deadline->previous->sibling = deadline->sibling;
    }
    if (deadline->sibling != NULL) {
      deadline->sibling->previous = deadline->previous;
    }
    set_root(merge(root, children));
  }
  deadline->child = deadline->sibling = deadline->previous = NULL;
}

// Under the lock. true: the supervisor has to look at its clock again.
static bool put_in(struct deadline *deadline, double due, deadline_action expire, uint32_t tag) {
  deadline->due = due;
  deadline->order = next_order++;
  deadline->expire = expire;
  deadline->tag = tag;
  set_root(merge(root, deadline));
  bool earlier = due < next_look;
  if (earlier) {
    next_look = due;
  }
  return earlier;
}

bool deadline_arm(struct deadline *deadline, double due, deadline_action expire, uint32_t tag) {
  lock_acquire(&heap_lock);
  bool was_armed = deadline->previous != NULL;
  if (was_armed) {
    take_out(deadline);
  }
  bool earlier = put_in(deadline, due, expire, tag);
  lock_release(&heap_lock);
  if (earlier) {
    supervisor_wake();
  }
  return was_armed;
}

bool deadline_arm_idle(struct deadline *deadline, double due, deadline_action expire,
                       uint32_t tag) {
  lock_acquire(&heap_lock);
  bool is_idle = deadline->previous == NULL;
  bool earlier = is_idle && put_in(deadline, due, expire, tag);
  lock_release(&heap_lock);
  if (earlier) {
    supervisor_wake();
  }
  return is_idle;
}

bool deadline_disarm(struct deadline *deadline) {
  lock_acquire(&heap_lock);
  bool armed = deadline->previous != NULL;
  if (armed) {
    take_out(deadline);
  }
  lock_release(&heap_lock);
  return armed;
}

double deadline_fire_due(void) {
  double now = clock_now();
  for (;;) {
    lock_acquire(&heap_lock);
    struct deadline *first = root;
    double left = first == NULL ? -1 : first->due - now;
    if (first == NULL || left > 0) {
      next_look = first == NULL ? INFINITY : first->due;
      lock_release(&heap_lock);
      return left;
    }
    take_out(first);
    deadline_action expire = first->expire;
    uint32_t tag = first->tag;
    lock_release(&heap_lock);
    expire(first, tag);
  }
}
