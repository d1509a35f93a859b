/** Where a task is in its life. */
import { State } from './generated/core.js';

/** What `task.status` can be. The last three are for ever. */
export const TaskStatus = Object.freeze({
  /** It waits for a worker. */
  PENDING: 'PENDING',
  /** Its function runs, or has failed and waits for its next attempt. */
  RUNNING: 'RUNNING',
  /** Its function has returned: `task.result`. */
  DONE: 'DONE',
  /** Its function has failed: `task.error`. */
  ERROR: 'ERROR',
  /** It was cancelled: `task.cancelledBy`. */
  CANCELLED: 'CANCELLED',
});

/** @typedef {keyof typeof TaskStatus} TaskStatusName What `task.status` can be, as a type. */

/** By the core's number. @type {TaskStatusName[]} */
export const statusOf = [];
for (const name of /** @type {TaskStatusName[]} */ (Object.keys(TaskStatus))) {
  statusOf[State[name]] = name;
}
