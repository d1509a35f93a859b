/** What `run()` and managers have in common. */
import { client } from './runtime.js';

/**
 * @param {Function} fn
 * @param {any[]} list its arguments
 * @param {import('./task-settings.js').Settings} settings
 * @param {{ add(task: import('./background-task.js').Task): void }} manager keeps the task
 */
export function submit(fn, list, settings, manager) {
  const task = client().submit(fn, list, settings);
  manager.add(task);
  return task;
}
