/** The worker's part of a RetryPolicy: which errors are retried. */
import { isRetried as matches } from '../error-names.js';
import { RetryFilter } from '../generated/core.js';
import { keyText, resolveFunction } from './functions.js';

/**
 * Whether another attempt may follow an error, as far as the task's policy says.
 * @param {import('../core.js').Core} core
 * @param {number} filter of the task
 * @param {unknown} error
 * @returns {boolean | Promise<boolean>}
 */
export function isRetried(core, filter, error) {
  if (filter < 0) return filter === RetryFilter.ALL;
  return (core.retryFilters[filter] ??= makeFilter(keyText(core, filter)))(error);
}

/**
 * Makes a filter of what RetryPolicy.filterKey() gave. The filter says whether another attempt may
 * follow an error: as a promise when it has to wait, for the module of `retryIf` or for its answer. If
 * `retryIf` fails, the filter fails with its error.
 *
 * @param {string} key
 * @returns {(error: unknown) => boolean | Promise<boolean>}
 */
export function makeFilter(key) {
  /** @type {{ names: string[] | null, retryIf: string[] | null }} */
  const { names, retryIf } = JSON.parse(key);
  /** @type {ReturnType<typeof resolveFunction> | undefined} */
  let ask;
  return (error) => {
    if (!matches(error, names)) return false;
    if (retryIf === null) return true;
    ask ??= resolveFunction(retryIf);
    const verdict =
      typeof ask === 'function' ? ask(error) : ask.then((loaded) => (ask = loaded)(error));
    return typeof verdict?.then === 'function'
      ? Promise.resolve(verdict).then(Boolean)
      : Boolean(verdict);
  };
}
