// Schedules: tasks that are submitted again and again, by the supervisor. An interval knows its due
// times itself. For a cron expression the supervisor's host is asked for the next one.
#include <math.h>

#include "atomics.h"
#include "backlit.h"
#include "client.h"
#include "clock.h"
#include "deadline.h"
#include "heap.h"
#include "lock.h"
#include "payload.h"
#include "submit.h"
#include "task.h"
#include "thread.h"
#include "worker.h"

struct backlit_schedule {
  struct submission submission; // written once, like the next four
  struct backlit_options options;
  double period;                // of an interval; 0: its due times are fed
  struct backlit_payload *text; // what the host makes the due times from
  bool skips_if_running;
  struct deadline deadline;
  // Under the lock below, as all schedules have it: they do little.
  uint32_t references; // the client's, and that of the armed deadline
  double due;          // NaN: none
  bool is_paused;
  bool wants_due; // and is in the list of those
  uint32_t keep;
  backlit_task latest;
  double counts[BACKLIT_SCHEDULED_MISSED + 1];
  struct task *first; // submitted and not told to the client yet, with a reference each
  struct task *last;
  uint32_t task_count;
  struct backlit_schedule *next; // of those that want a due time
};

static struct lock schedules_lock;
static struct backlit_schedule *wanting; // under the lock

// ---- Under the lock

static void want_due(struct backlit_schedule *schedule) {
  if (!schedule->wants_due) {
    schedule->wants_due = true;
    schedule->references++;
    schedule->next = wanting;
    wanting = schedule;
  }
}

static struct task *take_first(struct backlit_schedule *schedule) {
  struct task *task = schedule->first;
  if (task != NULL) {
    schedule->first = task->scheduled_next;
    schedule->task_count--;
  }
  return task;
}

// Of a client that does not look, only the newest tasks and those that still run are kept.
static struct task *take_oldest_over(struct backlit_schedule *schedule) {
  struct task *before = NULL;
  struct task *task = schedule->first;
  while (task != NULL && !life_is_over(load_acquire(&task->life))) {
    before = task;
    task = task->scheduled_next;
  }
  if (task == NULL || before == NULL) {
    return task == NULL ? NULL : take_first(schedule);
  }
  before->scheduled_next = task->scheduled_next;
  if (schedule->last == task) {
    schedule->last = before;
  }
  schedule->task_count--;
  return task;
}

// The first grid point after now; counts those that were passed over.
static double next_on_grid(struct backlit_schedule *schedule, double due, double now) {
  double passed = fmax(0, floor((now - due) / schedule->period));
  schedule->counts[BACKLIT_SCHEDULED_MISSED] += passed;
  return due + (passed + 1) * schedule->period;
}

// ---- Anybody

static void drop(struct backlit_schedule *schedule) {
  lock_acquire(&schedules_lock);
  bool is_last = --schedule->references == 0;
  lock_release(&schedules_lock);
  if (is_last) {
    client_drop(schedule->submission.client);
    value_release(&schedule->submission.arguments);
    backlit_payload_release(schedule->text);
    for (struct task *task = take_first(schedule); task != NULL; task = take_first(schedule)) {
      task_drop(task);
    }
    backlit_free(schedule);
  }
}

static void is_due(struct deadline *deadline, uint32_t tag);

// Takes over a reference, for the armed deadline.
static void arm(struct backlit_schedule *schedule, double due) {
  if (deadline_arm(&schedule->deadline, due, is_due, 0)) {
    drop(schedule);
  }
}

static void keep_task(struct backlit_schedule *schedule, backlit_task handle) {
  struct task *task = task_find(handle); // with the reference that submit() gave
  struct task *oldest = NULL;
  task->scheduled_next = NULL;
  lock_acquire(&schedules_lock);
  schedule->latest = handle;
  *(schedule->first == NULL ? &schedule->first : &schedule->last->scheduled_next) = task;
  schedule->last = task;
  if (++schedule->task_count > schedule->keep) {
    oldest = take_oldest_over(schedule);
  }
  lock_release(&schedules_lock);
  if (oldest != NULL) {
    task_drop(oldest);
  }
}

static bool still_runs(backlit_task handle) {
  int state = backlit_status(handle);
  return state == BACKLIT_STATE_PENDING || state == BACKLIT_STATE_RUNNING;
}

// Supervisor.
static void submit_one(struct backlit_schedule *schedule) {
  enum backlit_scheduled what = BACKLIT_SCHEDULED_SUBMITTED;
  if (schedule->skips_if_running && still_runs(schedule->latest)) {
    what = BACKLIT_SCHEDULED_SKIPPED;
  } else {
    struct submission submission = schedule->submission;
    if (submission.arguments.payload != NULL) {
      payload_retain(submission.arguments.payload);
    }
    backlit_task task = submit(&submission);
    if (task < 0) {
      value_release(&submission.arguments);
      what = BACKLIT_SCHEDULED_MISSED;
    } else {
      keep_task(schedule, task);
    }
  }
  lock_acquire(&schedules_lock);
  schedule->counts[what]++;
  lock_release(&schedules_lock);
}

static void is_due(struct deadline *deadline, uint32_t tag) {
  (void)tag;
  struct backlit_schedule *schedule =
      (struct backlit_schedule *)(void *)((char *)deadline -
                                          offsetof(struct backlit_schedule, deadline));
  double now = clock_now();
  double due = NAN;
  lock_acquire(&schedules_lock);
  bool is_on = !schedule->is_paused && !runtime_is_closing();
  bool submits = is_on && schedule->due <= now; // else it was only time to ask again
  if (is_on && schedule->period > 0) {
    schedule->due = due = next_on_grid(schedule, schedule->due, now);
  } else if (is_on) {
    want_due(schedule);
  }
  lock_release(&schedules_lock);
  if (submits) {
    submit_one(schedule);
  }
  if (isnan(due)) {
    drop(schedule);
  } else {
    arm(schedule, due);
  }
}

// ---- Clients

struct backlit_schedule *backlit_schedule_open(double period, struct backlit_payload *text,
                                               uint32_t keep, int skips_if_running) {
  struct backlit_schedule *schedule = heap_zeroed(sizeof *schedule);
  if (schedule == NULL) {
    return NULL;
  }
  core_enter();
  const struct backlit_exchange *exchange = backlit_exchange();
  schedule->options = *backlit_client_options();
  schedule->submission = (struct submission){.function = exchange->function,
                                             .arguments = value_from_exchange(exchange),
                                             .options = &schedule->options,
                                             .client = current_thread.client};
  schedule->period = period;
  schedule->text = text;
  schedule->skips_if_running = skips_if_running != 0;
  schedule->keep = keep;
  schedule->references = 1;
  schedule->is_paused = true;
  schedule->due = NAN;
  client_retain(schedule->submission.client);
  if (exchange->payload != NULL) {
    payload_hand_over(exchange->payload);
  }
  if (text != NULL) {
    payload_hand_over(text);
  }
  backlit_schedule_resume(schedule);
  core_leave();
  return schedule;
}

void backlit_schedule_resume(struct backlit_schedule *schedule) {
  core_enter();
  double now = clock_now();
  double due = NAN;
  lock_acquire(&schedules_lock);
  bool starts = schedule->is_paused;
  schedule->is_paused = false;
  if (starts && schedule->period > 0) {
    double start = isnan(schedule->due) ? now : schedule->due;
    double passed = fmax(0, floor((now - start) / schedule->period) + 1);
    schedule->due = due = start + passed * schedule->period;
    schedule->references++;
  } else if (starts) {
    schedule->due = NAN; // what the pause passed over was not missed
    want_due(schedule);
  }
  lock_release(&schedules_lock);
  if (!isnan(due)) {
    arm(schedule, due);
  } else if (starts) {
    supervisor_wake();
  }
  core_leave();
}

void backlit_schedule_pause(struct backlit_schedule *schedule) {
  core_enter();
  lock_acquire(&schedules_lock);
  schedule->is_paused = true;
  lock_release(&schedules_lock);
  if (deadline_disarm(&schedule->deadline)) {
    drop(schedule);
  }
  core_leave();
}

void backlit_schedule_close(struct backlit_schedule *schedule) {
  core_enter();
  backlit_schedule_pause(schedule); // for ever: its pointer is not valid any more
  drop(schedule);
  core_leave();
}

double backlit_schedule_due(struct backlit_schedule *schedule) {
  core_enter();
  lock_acquire(&schedules_lock);
  double due = schedule->is_paused || schedule->wants_due ? NAN : schedule->due;
  lock_release(&schedules_lock);
  core_leave();
  return due;
}

double backlit_schedule_counted(struct backlit_schedule *schedule, int what) {
  core_enter();
  lock_acquire(&schedules_lock);
  double count = schedule->counts[what];
  lock_release(&schedules_lock);
  core_leave();
  return count;
}

backlit_task backlit_schedule_next(struct backlit_schedule *schedule) {
  core_enter();
  lock_acquire(&schedules_lock);
  struct task *task = take_first(schedule);
  lock_release(&schedules_lock);
  if (task != NULL) {
    task->is_held = true;
  }
  core_leave();
  return task == NULL ? 0 : task_handle(task);
}

// ---- The supervisor

struct backlit_schedule *backlit_schedule_to_feed(void) {
  lock_acquire(&schedules_lock);
  struct backlit_schedule *schedule = wanting;
  if (schedule != NULL) {
    wanting = schedule->next;
  }
  lock_release(&schedules_lock);
  return schedule;
}

struct backlit_payload *backlit_schedule_text(struct backlit_schedule *schedule) {
  return schedule->text;
}

double backlit_schedule_last_due(struct backlit_schedule *schedule) {
  lock_acquire(&schedules_lock);
  double due = schedule->due;
  lock_release(&schedules_lock);
  return due;
}

void backlit_schedule_feed(struct backlit_schedule *schedule, double due, double look,
                           double missed) {
  lock_acquire(&schedules_lock);
  schedule->wants_due = false;
  bool is_on = !schedule->is_paused && look > 0;
  if (is_on) {
    schedule->due = due;
    schedule->counts[BACKLIT_SCHEDULED_MISSED] += missed;
  }
  lock_release(&schedules_lock);
  if (is_on) {
    arm(schedule, fmin(due, look));
  } else {
    drop(schedule);
  }
}
