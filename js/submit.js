/** What `run()` and managers have in common. */
import { Priority } from './generated/core.js';
import { client } from './runtime.js';

/**
 * How a task is run, in the core's terms.
 * @typedef {{ priority: number, cancelGrace: number, name: string | undefined,
 *   signal: AbortSignal | undefined }} Settings
 */

/** @type {Settings} */
export const defaults = {
  priority: Priority.NORMAL,
  cancelGrace: 1,
  name: undefined,
  signal: undefined,
};

/**
 * @param {Function} fn
 * @param {any[]} list its arguments
 * @param {Settings} settings
 * @param {{ add(task: import('./background-task.js').Task): void }} manager keeps the task
 */
export function submit(fn, list, settings, manager) {
  const task = client().submit(fn, list, settings);
  manager.add(task);
  return task;
}
