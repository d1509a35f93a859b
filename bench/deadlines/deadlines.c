// Arms 10,000 deadlines, disarms them in another order, and arms them again to fire them; the same
// with the system's own timers. Prints microseconds each, medians of the rounds, as JSON.
#include "deadline.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "backlit.h"

enum { TIMERS = 10000, ROUNDS = 51 };
static const double HOUR = 3600;

static struct deadline deadlines[TIMERS];
static timer_t timers[TIMERS];
static int order[TIMERS];
static double due[TIMERS];

static double microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void shuffle(void) {
  for (int index = TIMERS - 1; index > 0; index--) {
    int other = rand() % (index + 1);
    int kept = order[index];
    order[index] = order[other];
    order[other] = kept;
  }
  for (int index = 0; index < TIMERS; index++) {
    due[index] = HOUR * (1 + rand() / (double)RAND_MAX);
  }
}

static void ignore(struct deadline *deadline, uint32_t tag) {
  (void)deadline;
  (void)tag;
}

static void arm(int index) { deadline_arm(&deadlines[index], due[index], ignore, 0); }
static void disarm(int index) { deadline_disarm(&deadlines[index]); }

static void set_timer(int index, time_t seconds) {
  struct itimerspec time = {.it_value.tv_sec = seconds};
  timer_settime(timers[index], 0, &time, NULL);
}
static void arm_system(int index) { set_timer(index, (time_t)due[index]); }
static void disarm_system(int index) { set_timer(index, 0); }

static double time_of(void (*work)(int index)) {
  double start = microseconds();
  for (int index = 0; index < TIMERS; index++) {
    work(order[index]);
  }
  return (microseconds() - start) / TIMERS;
}

static double time_of_firing(void) {
  double start = microseconds();
  deadline_fire_due();
  return (microseconds() - start) / TIMERS;
}

static int compare(const void *one, const void *other) {
  double difference = *(const double *)one - *(const double *)other;
  return (difference > 0) - (difference < 0);
}

static double median(double *samples) {
  qsort(samples, ROUNDS, sizeof *samples, compare);
  return samples[ROUNDS / 2];
}

int main(void) {
  static double armed[ROUNDS], disarmed[ROUNDS], fired[ROUNDS], set[ROUNDS], unset[ROUNDS];
  struct sigevent silent = {.sigev_notify = SIGEV_NONE};
  for (int index = 0; index < TIMERS; index++) {
    order[index] = index;
    if (timer_create(CLOCK_MONOTONIC, &silent, &timers[index]) != 0) {
      perror("timer_create");
      return 1;
    }
  }
  for (int round = 0; round < ROUNDS; round++) {
    backlit_set_clock(0);
    shuffle();
    armed[round] = time_of(arm);
    shuffle();
    disarmed[round] = time_of(disarm);
    time_of(arm);
    backlit_set_clock(3 * HOUR);
    fired[round] = time_of_firing();
    set[round] = time_of(arm_system);
    shuffle();
    unset[round] = time_of(disarm_system);
  }
  printf("{\"arm\":%f,\"disarm\":%f,\"fire\":%f,\"set\":%f,\"unset\":%f}\n", median(armed),
         median(disarmed), median(fired), median(set), median(unset));
  return 0;
}
