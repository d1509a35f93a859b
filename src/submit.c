#include "submit.h"

#include "backlit.h"
#include "client.h"
#include "function.h"
#include "ladder.h"
#include "lane.h"
#include "task.h"
#include "thread.h"
#include "worker.h"

backlit_task submit(const struct submission *submission) {
  int error = 0;
  struct task *task = task_create(submission->client, &error);
  if (task == NULL) {
    return error;
  }
  task->function = submission->function;
  task->options = *submission->options;
  task->arguments = submission->arguments;
  if (task->arguments.payload != NULL) {
    payload_hand_over(task->arguments.payload);
  }
  backlit_task handle = task_handle(task);
  struct lane *lane = lane_for(task);
  bool would_wait =
      lane == compute_lane && function_is_unknown(submission->function) && workers_are_busy();
  error = lane_submit(lane, task);
  if (error != 0) {
    if (task->arguments.payload != NULL) {
      payload_take_back(task->arguments.payload);
    }
    task->arguments = (struct value){.kind = BACKLIT_KIND_EMPTY};
    task_drop(task);
    return error;
  }
  if (lane == loop_lane) {
    worker_want_loop();
  } else if (would_wait) {
    function_ask(submission->function);
  }
  return handle;
}

backlit_task backlit_submit(void) {
  core_enter();
  const struct backlit_exchange *exchange = backlit_exchange();
  backlit_task task = submit(&(struct submission){.function = exchange->function,
                                                  .arguments = value_from_exchange(exchange),
                                                  .options = backlit_client_options(),
                                                  .client = current_thread.client});
  if (task > 0 && current_thread.door != NULL) {
    task_find(task)->is_held = true;
  }
  core_leave();
  return task;
}

int backlit_cancel(backlit_task handle) {
  core_enter();
  struct task *task = task_hold(handle);
  int accepted = task == NULL ? BACKLIT_STALE_HANDLE : ladder_cancel(task);
  if (task != NULL) {
    task_drop(task);
  }
  core_leave();
  return accepted;
}
