#include "run.h"

#include "lane.h"
#include "task.h"
#include "worker.h"

// A compute worker runs one task at a time, in place.
struct run *run_add(struct worker *worker, struct task *task) {
  bool is_only = worker_lane(worker) == compute_lane;
  struct run *run = is_only ? &worker->only : backlit_allocate(sizeof *run);
  if (run != NULL) {
    *run = (struct run){.task = task, .link = worker->runs_end};
    *worker->runs_end = run;
    worker->runs_end = &run->next;
  }
  return run;
}

void run_remove(struct worker *worker, struct run *run) {
  *run->link = run->next;
  if (run->next == NULL) {
    worker->runs_end = run->link;
  } else {
    run->next->link = run->link;
  }
  if (run != &worker->only) {
    backlit_free(run);
  }
}

struct run *run_find(const struct worker *worker, backlit_task handle, uint32_t attempt) {
  const struct task *task = task_find(handle);
  struct run *run = worker->runs;
  while (run != NULL && (run->task != task || run->attempt != attempt)) {
    run = run->next;
  }
  return run;
}
