/** A manager's tasks as a table, for a debugging panel or a log. */
import { preview } from './preview.js';
import { getDefaultManager, isManager } from './task-manager.js';

/**
 * @typedef {object} TaskSummary A row of what `summarize()` gives.
 * @property {string} id of the task
 * @property {string | null} name that `options()` gave it
 * @property {import('./task-status.js').TaskStatusName} status as of the task
 * @property {number} attempts as of the task
 * @property {any} progress the newest value, made small; null if there is none
 * @property {number | null} fraction as of the task
 * @property {object} flags as of the task, the next three
 * @property {boolean} flags.done whether it has ended
 * @property {boolean} flags.cancelRequested whether its cancel was accepted
 * @property {string | null} flags.cancelledBy what ended it, if it was cancelled
 * @property {number} queued when it was submitted, in seconds since 1970
 * @property {number | null} started when its first attempt began, likewise
 * @property {number | null} ended when it ended, likewise
 */

/**
 * One row for each task, in order of submission, as plain data that JSON can hold. Nothing is drained:
 * progress stays to be read. TypeError for what is no manager.
 *
 * @param {import('./task-manager.js').TaskManager} [manager] default: the one that run() uses
 * @returns {TaskSummary[]}
 */
export function summarize(manager = getDefaultManager()) {
  const verdict = isManager(manager);
  if (verdict !== true) throw new TypeError(`summarize(): ${verdict}`);
  return Array.from(manager, summaryOf);
}

/**
 * @param {import('./background-task.js').Task} task
 * @returns {TaskSummary}
 */
function summaryOf(task) {
  const { id, name = null, status, attempts, fraction, cancelRequested, cancelledBy } = task;
  const flags = { done: task.done, cancelRequested, cancelledBy };
  return { id, name, status, attempts, progress: latestOf(task), fraction, flags, ...task.timings };
}

/** @param {import('./background-task.js').Task} task */
function latestOf(task) {
  try {
    return preview(task.latest);
  } catch (error) {
    return `(cannot be shown: ${preview(error)})`; // it may not fit into this thread's memory
  }
}
