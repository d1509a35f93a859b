/**
 * For the code that runs in a worker: `import { progress, cancelRequested } from 'backlit/task'`.
 *
 * The functions act on the task that calls them. An async function shares its thread with others, so
 * after an `await` they cannot always know which one that is; then they throw. Take
 * `const task = current()` at the top of an async function and use its methods.
 *
 * @module backlit/task
 */

/**
 * @typedef {object} CurrentTask A running task as its function sees it.
 * @property {(value: any) => void} progress adds a value to the task's progress
 * @property {(value: number) => void} fraction says how much is done, from 0 to 1
 * @property {() => boolean} cancelRequested whether the task's cancel was requested, right at once
 * @property {AbortSignal} signal aborted when the task is cancelled
 * @property {(seconds: number) => Promise<void>} sleep rejects when the task is cancelled
 * @property {(seconds: number) => void} sleepSync blocks; throws when the task is cancelled
 */

/**
 * The task that is running. Throws an Error where that cannot be known, and outside of tasks.
 * @returns {CurrentTask}
 */
export function current() {
  const find = /** @type {any} */ (globalThis)[Symbol.for('backlit.current')];
  if (find === undefined) {
    throw new Error('this is not a worker of backlit: call it from a function that run() runs');
  }
  return find();
}

/**
 * Adds a value to the task's progress, which the client reads as `task.progress` and `task.latest`.
 * @param {any} value anything that can be sent
 */
export function progress(value) {
  current().progress(value);
}

/**
 * Says how much of the task is done: `task.fraction` for the client. One store in memory.
 * @param {number} value from 0 to 1; RangeError else
 */
export function fraction(value) {
  current().fraction(value);
}

/** Whether the task's cancel was requested. Right at once, also in a loop that never yields. */
export function cancelRequested() {
  return current().cancelRequested();
}

/**
 * Waits, without blocking the thread. Rejects with a CancelledError when the task is cancelled.
 * @param {number} seconds 0 or more
 */
export function sleep(seconds) {
  return current().sleep(seconds);
}

/**
 * Blocks for so many seconds: for sync functions. Throws a CancelledError when the task is cancelled.
 * @param {number} seconds 0 or more
 */
export function sleepSync(seconds) {
  current().sleepSync(seconds);
}

/**
 * The running task's AbortSignal: `aborted` is right at once, its event comes at the next turn of the
 * event loop. Read it at the top of an async function, `const { signal } = current()`, if others run.
 * @type {AbortSignal}
 */
export let signal;

// The host changes the binding with the task, so that it is a real signal that fetch() takes.
const scope = /** @type {any} */ (globalThis);
(scope[Symbol.for('backlit.signals')] ??= []).push((/** @type {AbortSignal} */ current) => {
  signal = current;
});
