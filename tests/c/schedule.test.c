// Schedules: when they submit, and what becomes of it. The tests set the clock.
#include "task.h"
#include "test.h"

static struct gate gate;
static _Atomic int32_t runs;

BACKLIT_KERNEL(counts, BACKLIT_KILLABLE) {
  add_sequential(&runs, 1);
  gate_pass(&gate);
  backlit_return_number(call, backlit_argument_number(call, 0));
  return 0;
}

static void wait_until_quiet(void) {
  WAIT_FOR(backlit_count(BACKLIT_COUNT_BUSY) == 0 && backlit_count(BACKLIT_COUNT_PENDING) == 0);
}

static struct backlit_schedule *open_schedule(double period, const char *text, uint32_t keep,
                                              int skips) {
  store_sequential(&runs, 0);
  struct backlit_payload *payload = NULL;
  if (text != NULL) {
    payload = backlit_payload_create(strlen(text), 0);
    memcpy(backlit_payload_bytes(payload), text, strlen(text));
  }
  *backlit_exchange() = (struct backlit_exchange){
      .function = kernel_number("counts"), .kind = BACKLIT_KIND_NUMBER, .number = 17};
  *backlit_client_options() = (struct backlit_options){.grace = 0, .max_attempts = 1};
  struct backlit_schedule *schedule = backlit_schedule_open(period, payload, keep, skips);
  CHECK(schedule != NULL);
  return schedule;
}

static double counted(struct backlit_schedule *schedule, enum backlit_scheduled what) {
  return backlit_schedule_counted(schedule, what);
}

static void each_due_time_submits_one_task(void) {
  double heap = quiet_heap();
  backlit_set_clock(1000);
  struct backlit_schedule *schedule = open_schedule(10, NULL, 256, 0);
  CHECK_IS(backlit_schedule_due(schedule), 1010);
  CHECK_IS(backlit_schedule_next(schedule), 0);
  for (int index = 1; index <= 3; index++) {
    backlit_set_clock(1000 + 10 * index - 0.001);
    let_supervisor_look();
    CHECK_IS(counted(schedule, BACKLIT_SCHEDULED_SUBMITTED), index - 1);
    backlit_set_clock(1000 + 10 * index);
    WAIT_FOR(counted(schedule, BACKLIT_SCHEDULED_SUBMITTED) == index);
    WAIT_FOR(backlit_schedule_due(schedule) == 1010 + 10 * index);
  }
  backlit_task last = 0;
  for (int index = 0; index < 3; index++) {
    backlit_task task = backlit_schedule_next(schedule);
    CHECK(task > 0 && task != last);
    last = task;
    CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
    CHECK_IS(backlit_exchange()->number, 17);
    backlit_release(task);
  }
  CHECK_IS(backlit_schedule_next(schedule), 0);
  backlit_schedule_close(schedule);
  backlit_set_clock(NAN);
  CHECK_IS(quiet_heap(), heap);
}

static void missed_times_are_one_submission_and_counted(void) {
  backlit_set_clock(2000);
  struct backlit_schedule *schedule = open_schedule(10, NULL, 256, 0);
  backlit_set_clock(2057); // 2010 to 2050 are due
  WAIT_FOR(counted(schedule, BACKLIT_SCHEDULED_SUBMITTED) == 1);
  CHECK_IS(counted(schedule, BACKLIT_SCHEDULED_MISSED), 4);
  WAIT_FOR(backlit_schedule_due(schedule) == 2060); // on the same grid
  let_supervisor_look();
  CHECK_IS(counted(schedule, BACKLIT_SCHEDULED_SUBMITTED), 1);
  backlit_schedule_close(schedule);
  gate_open(&gate);
  wait_until_quiet();
}

static void a_paused_schedule_submits_nothing_and_goes_on_in_its_grid(void) {
  backlit_set_clock(3000);
  struct backlit_schedule *schedule = open_schedule(10, NULL, 256, 0);
  backlit_schedule_pause(schedule);
  CHECK(isnan(backlit_schedule_due(schedule)));
  backlit_set_clock(3025);
  let_supervisor_look();
  CHECK_IS(counted(schedule, BACKLIT_SCHEDULED_SUBMITTED), 0);
  backlit_schedule_resume(schedule);
  CHECK_IS(backlit_schedule_due(schedule), 3030);
  CHECK_IS(counted(schedule, BACKLIT_SCHEDULED_MISSED), 0);
  backlit_schedule_resume(schedule);
  backlit_set_clock(3030);
  WAIT_FOR(counted(schedule, BACKLIT_SCHEDULED_SUBMITTED) == 1);
  backlit_schedule_close(schedule);
  gate_open(&gate);
  wait_until_quiet();
}

static void a_closed_schedule_submits_nothing_and_its_tasks_go_on(void) {
  gate_close(&gate);
  backlit_set_clock(4000);
  struct backlit_schedule *schedule = open_schedule(10, NULL, 256, 0);
  backlit_set_clock(4010);
  WAIT_FOR(load_sequential(&runs) == 1 && counted(schedule, BACKLIT_SCHEDULED_SUBMITTED) == 1);
  backlit_task task = backlit_schedule_next(schedule);
  backlit_schedule_close(schedule);
  backlit_set_clock(4100);
  let_supervisor_look();
  CHECK_IS(load_sequential(&runs), 1);
  CHECK_IS(backlit_status(task), BACKLIT_STATE_RUNNING);
  gate_open(&gate);
  CHECK_IS(wait_for_end(task), BACKLIT_STATE_DONE);
  backlit_release(task);
}

static void a_time_is_skipped_while_the_task_before_runs(void) {
  gate_close(&gate);
  backlit_set_clock(5000);
  struct backlit_schedule *schedule = open_schedule(10, NULL, 256, 1);
  backlit_set_clock(5010);
  WAIT_FOR(load_sequential(&runs) == 1);
  backlit_set_clock(5020);
  WAIT_FOR(counted(schedule, BACKLIT_SCHEDULED_SKIPPED) == 1);
  gate_open(&gate);
  wait_until_quiet();
  backlit_set_clock(5030);
  WAIT_FOR(counted(schedule, BACKLIT_SCHEDULED_SUBMITTED) == 2);
  backlit_schedule_close(schedule);
  gate_open(&gate);
  wait_until_quiet();
}

static void a_full_queue_counts_as_missed(void) {
  gate_close(&gate);
  backlit_set_clock(6000);
  struct backlit_schedule *schedule = open_schedule(10, NULL, 256, 0);
  // Two run, four wait.
  for (int index = 1; index <= 8; index++) {
    backlit_set_clock(6000 + 10 * index);
    WAIT_FOR(counted(schedule, BACKLIT_SCHEDULED_SUBMITTED) +
                 counted(schedule, BACKLIT_SCHEDULED_MISSED) ==
             index);
    if (index <= 2) {
      WAIT_FOR(load_sequential(&runs) == index);
    }
  }
  CHECK_IS(counted(schedule, BACKLIT_SCHEDULED_SUBMITTED), 6);
  CHECK_IS(counted(schedule, BACKLIT_SCHEDULED_MISSED), 2);
  gate_open(&gate);
  wait_until_quiet();
  backlit_schedule_close(schedule);
  gate_open(&gate);
  wait_until_quiet();
}

static void a_client_that_does_not_look_finds_the_newest_tasks(void) {
  backlit_set_clock(NAN);
  double heap = quiet_heap();
  backlit_set_clock(7000);
  struct backlit_schedule *schedule = open_schedule(10, NULL, 3, 0);
  for (int index = 1; index <= 20; index++) {
    backlit_set_clock(7000 + 10 * index);
    WAIT_FOR(counted(schedule, BACKLIT_SCHEDULED_SUBMITTED) == index);
    wait_until_quiet();
  }
  int found = 0;
  for (backlit_task task; (task = backlit_schedule_next(schedule)) != 0; found++) {
    CHECK(backlit_outcome(task) >= 0);
    CHECK_IS(backlit_exchange()->queued, 7000 + 10 * (18 + found));
    backlit_release(task);
  }
  CHECK_IS(found, 3);
  backlit_schedule_close(schedule);
  backlit_set_clock(NAN);
  CHECK_IS(quiet_heap(), heap);
}

static void a_schedule_with_a_text_asks_for_its_times(void) {
  double heap = quiet_heap();
  backlit_set_clock(8000);
  struct backlit_schedule *schedule = open_schedule(0, "* * * * *", 256, 0);
  WAIT_FOR(load_sequential(&runtime.fed) == schedule);
  CHECK_IS(backlit_payload_size(backlit_schedule_text(schedule)), 9);
  CHECK(isnan(backlit_schedule_due(schedule)));
  feed(schedule, 8100, 8060); // in 100 seconds; look again after 60
  CHECK_IS(backlit_schedule_due(schedule), 8100);
  backlit_set_clock(8060);
  WAIT_FOR(load_sequential(&runtime.fed) == schedule);
  CHECK_IS(load_sequential(&runs), 0);
  feed(schedule, 8100, 8100);
  backlit_set_clock(8100);
  WAIT_FOR(load_sequential(&runs) == 1);
  WAIT_FOR(load_sequential(&runtime.fed) == schedule);
  feed(schedule, NAN, 0); // never again
  backlit_set_clock(9000);
  let_supervisor_look();
  CHECK_IS(load_sequential(&runs), 1);
  backlit_schedule_close(schedule);
  backlit_set_clock(NAN);
  CHECK_IS(quiet_heap(), heap);
}

int main(void) {
  gate_open(&gate);
  runtime_open(2, 4);
  backlit_task first = submit("counts", 0); // makes the first records, which are kept
  wait_for_end(first);
  backlit_release(first);
  RUN(each_due_time_submits_one_task);
  RUN(missed_times_are_one_submission_and_counted);
  RUN(a_paused_schedule_submits_nothing_and_goes_on_in_its_grid);
  RUN(a_closed_schedule_submits_nothing_and_its_tasks_go_on);
  RUN(a_time_is_skipped_while_the_task_before_runs);
  RUN(a_full_queue_counts_as_missed);
  RUN(a_client_that_does_not_look_finds_the_newest_tasks);
  RUN(a_schedule_with_a_text_asks_for_its_times);
  runtime_close();
}
