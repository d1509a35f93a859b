/** Submitting tasks. */
import { checkOptions } from './check.js';
import { Priority } from './generated/core.js';
import { defaults, submit } from './submit.js';
import { TaskManager, getDefaultManager } from './task-manager.js';

/**
 * @typedef {object} TaskOptions
 * @property {'high' | 'normal' | 'low'} [priority] default 'normal'
 * @property {number | null} [cancelGrace] seconds from a cancel to the end of the worker, if the task
 *   goes on: 0 at once, null never; default 1
 * @property {string} [name] for people: `task.name`
 * @property {AbortSignal} [signal] cancels the task when it is aborted; if it is already, the task is
 *   CANCELLED and never runs
 * @property {TaskManager} [manager] keeps the task, instead of the default one
 */

const priorities = { high: Priority.HIGH, normal: Priority.NORMAL, low: Priority.LOW };
const NEVER = -1;

/** @typedef {(...list: any[]) => any} AnyFunction */

/**
 * Runs a function in the background and goes on at once.
 *
 * Throws a TypeError for what is no function, or cannot be sent as one; a DataCloneError for an argument
 * that cannot be sent; a QueueFullError when too many tasks wait; a TooManyFunctionsError for ever new
 * functions; an OutOfMemoryError when the core's memory is full. Then nothing was submitted.
 *
 * @template {AnyFunction} F
 * @param {F} fn `remote(url).name`, `kernel('name')`, or an inline function: self-contained, as it is sent
 *   as its source text; its task is there as `backlit`
 * @param {Parameters<F>} list its arguments: anything that structuredClone() takes
 * @returns {import('./background-task.js').Task<Awaited<ReturnType<F>>>}
 */
export function run(fn, ...list) {
  return submit(fn, list, defaults, getDefaultManager());
}

/**
 * The same with options: `options({ priority: 'high' }).run(jobs.simulate, 1000)`. TypeError for an
 * unknown option or a wrong value.
 *
 * @param {TaskOptions} given
 */
export function options(given) {
  checkOptions('options()', given, {
    priority: (value) => Object.hasOwn(priorities, value) || "give 'high', 'normal' or 'low'",
    cancelGrace: (value) =>
      value === null ||
      (typeof value === 'number' && value >= 0) ||
      'give seconds, 0 or more, or null for never',
    name: (value) => typeof value === 'string' || 'give a text',
    signal: (value) => value instanceof AbortSignal || 'give an AbortSignal',
    manager: (value) => value instanceof TaskManager || 'give a TaskManager',
  });
  const { priority = 'normal', cancelGrace = 1, name, signal } = given;
  const { manager = getDefaultManager() } = given;
  const settings = {
    priority: priorities[priority],
    cancelGrace: cancelGrace === null || cancelGrace === Infinity ? NEVER : cancelGrace,
    name,
    signal,
  };
  return {
    /**
     * @template {AnyFunction} F
     * @param {F} fn
     * @param {Parameters<F>} list
     * @returns {import('./background-task.js').Task<Awaited<ReturnType<F>>>}
     */
    run: (fn, ...list) => submit(fn, list, settings, manager),
  };
}
