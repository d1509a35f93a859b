/** A place for tasks that outlives one run of a program that runs again and again. */
import { shown } from './check.js';

/**
 * The object that is kept in the store under the key: made at the first call, the same one ever after.
 * `sessionTasks(store).preview ??= run(jobs.draw)` starts a task once, however often it is met.
 *
 * Throws a TypeError for a store that cannot keep objects, and if something else is kept under the key.
 *
 * @param {any} store a Map, or what has a Map's `has`, `get` and `set`; or any other object
 * @param {string} [key] under which the store has it
 * @returns {Record<string, any>} without a prototype, so that any name is free
 */
export function sessionTasks(store, key = 'backlit_tasks') {
  if (store === null || typeof store !== 'object') {
    throw new TypeError(`sessionTasks(${shown(store)}): give an object or a Map to keep tasks in`);
  }
  const isMap = ['has', 'get', 'set'].every((name) => typeof store[name] === 'function');
  if (isMap ? !store.has(key) : !(key in store)) {
    const empty = Object.create(null);
    if (isMap) store.set(key, empty);
    else store[key] = empty;
  }
  const tasks = isMap ? store.get(key) : store[key];
  if (tasks !== null && typeof tasks === 'object') return tasks;
  throw new TypeError(
    `sessionTasks(): the store has ${shown(tasks)} as ${shown(key)}: give another key, or a store that keeps objects`,
  );
}
