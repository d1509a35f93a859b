/** Many tasks at once. */
import { Task } from './background-task.js';
import { checkOptions, shown, wholeNumber } from './check.js';
import { targetOf } from './functions.js';
import { InOrderOfEnd } from './in-order-of-end.js';
import { Results } from './results.js';
import { options } from './run.js';
import { diagnose } from './runtime.js';

/**
 * @typedef {import('./run.js').AnyFunction} AnyFunction
 * @typedef {import('./run.js').TaskOptions} TaskOptions
 */

/**
 * Runs several functions: all of them are submitted, or none. If one cannot be, those before it are
 * cancelled, and its error is thrown, as by run(). TypeError for what is no list of calls.
 *
 * @template {AnyFunction[]} F
 * @param {readonly [...{ [I in keyof F]: [F[I], ...Parameters<F[I]>] }]} list of calls, each as
 *   [function, ...arguments]
 * @param {TaskOptions} [taskOptions] of all of them
 * @returns {{ [I in keyof F]: Task<Awaited<ReturnType<F[I]>>> }}
 */
export function runMany(list, taskOptions = {}) {
  if (!Array.isArray(list)) {
    throw new TypeError(`runMany(${shown(list)}): give a list of calls, [[fn, ...args], …]`);
  }
  const { run } = options(taskOptions);
  /** @type {any[]} */
  const tasks = [];
  try {
    for (const call of list) {
      if (!Array.isArray(call)) {
        throw new TypeError(`runMany(): ${shown(call)} is no call: give [fn, ...args]`);
      }
      const [fn, ...args] = call;
      tasks.push(run(fn, ...args));
    }
  } catch (error) {
    for (const task of tasks) task.cancel();
    throw error;
  }
  return /** @type {any} */ (tasks);
}

/**
 * Runs a function with each item, never more than `concurrency` of these tasks at a time: an item is
 * taken only when it can be submitted. `await map(…)` gives all results, in order of the items;
 * `for await (const result of map(…))` gives one after the other. Nothing runs before one of the two.
 *
 * The first error is thrown; the tasks under way are then cancelled, and the items closed. So they are
 * when a loop is left early.
 *
 * TypeError for what is no function or not iterable, and for a wrong option.
 *
 * @template Item, Result
 * @param {(item: Item) => Result} fn as for run()
 * @param {Iterable<Item | PromiseLike<Item>> | AsyncIterable<Item>} items each an argument of one task
 * @param {TaskOptions & { concurrency?: number }} [mapOptions] concurrency: default twice the workers, so
 *   that one that has finished finds another task
 * @returns {Results<Awaited<Result>>}
 */
export function map(fn, items, mapOptions = {}) {
  targetOf(fn);
  const iterable = /** @type {any} */ (items);
  if (!iterable?.[Symbol.asyncIterator] && !iterable?.[Symbol.iterator]) {
    throw new TypeError(`map(…, ${shown(items)}): give what can be iterated over`);
  }
  const { concurrency, ...taskOptions } = mapOptions;
  checkOptions('map()', { concurrency }, { concurrency: wholeNumber(1, 65_536) });
  const { run } = options(taskOptions);
  return new Results(
    items,
    (item) => /** @type {any} */ (run(fn, item)),
    () => concurrency ?? Math.max(2, 2 * diagnose().workers),
  );
}

/**
 * The tasks in the order in which they end: `for await (const task of asCompleted(tasks))`. A task that
 * failed is given like any other, nothing is thrown. TypeError for what is no task.
 *
 * @template T
 * @param {Iterable<Task<T>>} tasks of run() or runMany()
 * @returns {AsyncIterableIterator<import('./in-order-of-end.js').EndedTask<T>>}
 */
export function asCompleted(tasks) {
  const list = [...tasks];
  for (const task of list) {
    if (task instanceof Task) continue;
    throw new TypeError(`asCompleted(): ${shown(task)} is no Task: give what run() returns`);
  }
  return new InOrderOfEnd(list);
}
