/** A manager's tasks as a table, for a debugging panel or a log. */
import { preview } from './preview.js';
import { getDefaultManager, isManager } from './task-manager.js';

/**
 * @typedef {object} TaskSummary
 * @property {string} id
 * @property {string | null} name
 * @property {import('./task-status.js').TaskStatusName} status
 * @property {number} attempts
 * @property {any} progress the newest value, made small; null if there is none
 * @property {number | null} fraction
 * @property {{ done: boolean, cancelRequested: boolean, cancelledBy: string | null }} flags
 * @property {number} queued seconds since 1970, as the next two
 * @property {number | null} started
 * @property {number | null} ended
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
