// Deadlines: fired in order, and only when they are due.
#include "deadline.h"
#include "test.h"

enum { ENTRIES = 200 };

static const double FAR = 1e9; // seconds after the machine's start

static struct entry {
  struct deadline deadline; // first, so that one is found from the other
  double due;
  int order; // of the arming; 0: not armed
} entries[ENTRIES];

static int armed_so_far;
static struct entry *fired[ENTRIES];
static int fired_count;

static void note(struct deadline *deadline, uint32_t tag) {
  CHECK_IS(tag, 7);
  CHECK(fired_count < ENTRIES);
  fired[fired_count++] = (struct entry *)deadline;
  ((struct entry *)deadline)->order = 0;
}

static void arm(struct entry *entry, double due) {
  entry->due = due;
  entry->order = ++armed_so_far;
  deadline_arm(&entry->deadline, due, note, 7);
}

static void fire(void) {
  fired_count = 0;
  deadline_fire_due();
}

static void without_deadlines_there_is_no_next_one(void) { CHECK(deadline_fire_due() < 0); }

static void only_what_is_due_fires(void) {
  arm(&entries[0], FAR);
  arm(&entries[1], 1);
  fired_count = 0;
  double left = deadline_fire_due();
  CHECK_IS(fired_count, 1);
  CHECK(fired[0] == &entries[1]);
  CHECK(left > 0 && left < FAR && left > FAR - clock_now() - 60);
  CHECK(deadline_disarm(&entries[0].deadline));
  CHECK(deadline_fire_due() < 0);
}

static void what_fired_or_was_disarmed_is_not_armed(void) {
  CHECK(!deadline_disarm(&entries[0].deadline));
  arm(&entries[0], 1);
  fire();
  CHECK_IS(fired_count, 1);
  CHECK(!deadline_disarm(&entries[0].deadline));
  arm(&entries[0], 1);
  CHECK(deadline_disarm(&entries[0].deadline));
  CHECK(!deadline_disarm(&entries[0].deadline));
  fire();
  CHECK_IS(fired_count, 0);
}

static void equal_deadlines_fire_in_the_order_of_their_arming(void) {
  for (int index = 0; index < ENTRIES; index++) {
    arm(&entries[(index * 7) % ENTRIES], 1);
  }
  fire();
  CHECK_IS(fired_count, ENTRIES);
  for (int index = 0; index < ENTRIES; index++) {
    CHECK(fired[index] == &entries[(index * 7) % ENTRIES]);
  }
}

static void arming_again_moves_a_deadline(void) {
  arm(&entries[0], 1);
  arm(&entries[1], 2);
  arm(&entries[0], 3);
  fire();
  CHECK_IS(fired_count, 2);
  CHECK(fired[0] == &entries[1] && fired[1] == &entries[0]);
}

static void arm_the_next(struct deadline *deadline, uint32_t tag) {
  note(deadline, tag);
  struct entry *next = (struct entry *)deadline + 1;
  if (next < entries + 5) {
    deadline_arm(&next->deadline, 1, arm_the_next, 7);
  }
}

static void what_a_firing_deadline_arms_fires_too_if_it_is_due(void) {
  deadline_arm(&entries[0].deadline, 1, arm_the_next, 7);
  fire();
  CHECK_IS(fired_count, 5);
}

static int by_due_and_order(const void *left, const void *right) {
  const struct entry *one = *(struct entry *const *)left;
  const struct entry *other = *(struct entry *const *)right;
  if (one->due != other->due) {
    return one->due < other->due ? -1 : 1;
  }
  return one->order < other->order ? -1 : 1;
}

// The entries that are armed and due before FAR, sorted.
static int expected_to_fire(struct entry **expected) {
  int count = 0;
  for (int index = 0; index < ENTRIES; index++) {
    if (entries[index].order != 0 && entries[index].due < FAR) {
      expected[count++] = &entries[index];
    }
  }
  qsort(expected, (size_t)count, sizeof *expected, by_due_and_order);
  return count;
}

static void any_sequence_behaves_like_a_sorted_list(void) {
  uint64_t random = 88172645463325252ULL;
  for (int step = 0; step < times(400000); step++) {
    struct entry *entry = &entries[random_below(&random, ENTRIES)];
    uint32_t action = random_below(&random, 1000);
    if (action < 550) {
      arm(entry, random_below(&random, 8) == 0 ? FAR : random_below(&random, 50));
    } else if (action < 998) {
      CHECK_IS(deadline_disarm(&entry->deadline), entry->order != 0);
      entry->order = 0;
    } else {
      struct entry *expected[ENTRIES];
      int count = expected_to_fire(expected);
      fire();
      CHECK_IS(fired_count, count);
      CHECK(memcmp(fired, expected, (size_t)count * sizeof *expected) == 0);
    }
  }
}

int main(void) {
  RUN(without_deadlines_there_is_no_next_one);
  RUN(only_what_is_due_fires);
  RUN(what_fired_or_was_disarmed_is_not_armed);
  RUN(equal_deadlines_fire_in_the_order_of_their_arming);
  RUN(arming_again_moves_a_deadline);
  RUN(what_a_firing_deadline_arms_fires_too_if_it_is_due);
  RUN(any_sequence_behaves_like_a_sorted_list);
}
