/**
 * Plain functions that are given to `run()`: each is sent as its source text and made again in the
 * worker, without the variables around it.
 */
import { shown } from './check.js';

const REMEDY =
  "give a plain function, (x) => …, or one of a jobs module, remote(new URL('./jobs.js', import.meta.url)).name";

/** What cannot be made again from its source text, and why. @type {[(fn: Function, source: string) => boolean, string][]} */
const refused = [
  [
    (_, source) => /\{\s*\[native code\]\s*\}$/.test(source),
    'it is native or bound, and has no source text',
  ],
  [(fn) => Object.getOwnPropertyDescriptor(fn, 'prototype')?.writable === false, 'it is a class'],
  [
    (fn) => /GeneratorFunction$/.test(/** @type {any} */ (fn)[Symbol.toStringTag]),
    'it is a generator, and a task gives one result',
  ],
  [
    (_, source) => /^(async\s+|[gs]et\s+)?#/.test(source),
    'it is a private method, and means nothing outside of its class',
  ],
];

/**
 * The key of a plain function. (That of a module's function is `[url, name]`.)
 *
 * Throws a TypeError for what cannot run anywhere else: native and bound functions, classes,
 * generators, private methods.
 *
 * @param {Function} fn
 * @returns {string} JSON of `[source]`
 */
export function inlineKey(fn) {
  const source = Function.prototype.toString.call(fn);
  for (const [isSo, reason] of refused) {
    if (isSo(fn, source)) {
      throw new TypeError(`${shown(fn)} cannot be sent to a worker: ${reason}. Instead, ${REMEDY}`);
    }
  }
  return JSON.stringify([source]);
}
