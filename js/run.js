/** Submitting tasks. */
import { checkOptions } from './check.js';
import { submit } from './submit.js';
import { getDefaultManager, isManager } from './task-manager.js';
import { defaultSettings, optionRules, settingsOf } from './task-settings.js';

/** @typedef {import('./task-settings.js').TaskOptions} TaskOptions */

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
  return submit(fn, list, defaultSettings, getDefaultManager());
}

/**
 * The same with options: `options({ priority: 'high' }).run(jobs.simulate, 1000)`. TypeError for an
 * unknown option or a wrong value.
 *
 * @param {TaskOptions} given for all that its `run` submits
 */
export function options(given) {
  checkOptions('options()', given, { ...optionRules, manager: isManager });
  const { manager = getDefaultManager() } = given;
  const settings = settingsOf(given);
  return {
    /**
     * As `run()`, with these options.
     * @template {AnyFunction} F
     * @param {F} fn
     * @param {Parameters<F>} list
     * @returns {import('./background-task.js').Task<Awaited<ReturnType<F>>>}
     */
    run: (fn, ...list) => submit(fn, list, settings, manager),
  };
}
