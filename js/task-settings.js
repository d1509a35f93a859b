/** How tasks are run: what users give to options(), checked, and as the core takes it. */
import { Priority } from './generated/core.js';
import { RetryPolicy } from './retry-policy.js';

/**
 * @typedef {object} TaskOptions How tasks are run: what `options()` takes.
 * @property {'worker' | 'local'} [executor] 'local': on the calling thread's own event loop, which the
 *   function can then block; default 'worker'
 * @property {'high' | 'normal' | 'low'} [priority] default 'normal'
 * @property {number | null} [timeout] seconds for each attempt: then it is asked to end, as by a cancel,
 *   and the task ends with a TimeoutError; default null: no limit
 * @property {number | null} [cancelGrace] seconds from a cancel or a timeout to the end of the worker, if
 *   the task goes on: 0 at once, null never; default 1
 * @property {RetryPolicy | import('./retry-policy.js').RetryFields | null} [retry] default: no retries
 * @property {string} [name] for people: `task.name`
 * @property {AbortSignal} [signal] cancels the task when it is aborted; if it is already, the task is
 *   CANCELLED and never runs
 * @property {import('./task-manager.js').TaskManager} [manager] keeps the task, instead of the default one
 */

/**
 * @typedef {{ isLocal: boolean, priority: number, timeout: number, cancelGrace: number,
 *   retry: RetryPolicy, name: string | undefined,
 *   signal: AbortSignal | undefined }} Settings
 */

const priorities = { high: Priority.HIGH, normal: Priority.NORMAL, low: Priority.LOW };
const NEVER = -1;
const once = new RetryPolicy();

/** Of checkOptions(). */
export const optionRules = {
  executor: (/** @type {any} */ value) =>
    value === 'worker' || value === 'local' || "give 'worker' or 'local'",
  priority: (/** @type {any} */ value) =>
    Object.hasOwn(priorities, value) || "give 'high', 'normal' or 'low'",
  timeout: (/** @type {any} */ value) =>
    value === null ||
    (typeof value === 'number' && value > 0) ||
    'give seconds, more than 0, or null for no limit',
  cancelGrace: (/** @type {any} */ value) =>
    value === null ||
    (typeof value === 'number' && value >= 0) ||
    'give seconds, 0 or more, or null for never',
  retry: (/** @type {any} */ value) =>
    value === null || value instanceof RetryPolicy || Boolean(new RetryPolicy(value)),
  name: (/** @type {any} */ value) => typeof value === 'string' || 'give a text',
  signal: (/** @type {any} */ value) => value instanceof AbortSignal || 'give an AbortSignal',
};

/**
 * @param {TaskOptions} options that were checked
 * @returns {Settings}
 */
export function settingsOf(options) {
  const { executor, priority = 'normal', timeout, cancelGrace = 1, retry, name, signal } = options;
  return {
    isLocal: executor === 'local',
    priority: priorities[priority],
    timeout: timeout === null || timeout === undefined || timeout === Infinity ? 0 : timeout,
    cancelGrace: cancelGrace === null || cancelGrace === Infinity ? NEVER : cancelGrace,
    retry: retry instanceof RetryPolicy ? retry : retry ? new RetryPolicy(retry) : once,
    name,
    signal,
  };
}

export const defaultSettings = settingsOf({});
