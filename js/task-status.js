/** Where a task is in its life. DONE, ERROR and CANCELLED are for ever. */
import { State } from './generated/core.js';

export const TaskStatus = Object.freeze({
  PENDING: 'PENDING',
  RUNNING: 'RUNNING',
  DONE: 'DONE',
  ERROR: 'ERROR',
  CANCELLED: 'CANCELLED',
});

/** @typedef {keyof typeof TaskStatus} TaskStatusName */

/** By the core's number. @type {TaskStatusName[]} */
export const statusOf = [];
for (const name of /** @type {TaskStatusName[]} */ (Object.keys(TaskStatus))) {
  statusOf[State[name]] = name;
}
