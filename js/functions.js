/**
 * What `run()` runs: exports of a jobs module and C kernels, as references that clients hold, and
 * inline functions.
 */
import { shown } from './check.js';
import { inlineKey } from './inline-functions.js';

/** @typedef {{ key: string } | { kernel: string }} Target */

/** @type {WeakMap<object, Target>} */
const targets = new WeakMap();

/**
 * The functions that a module exports, to be run in workers. `remote<typeof import('./jobs.js')>(url)`
 * gives `run` the types of their arguments and results.
 *
 * @template {object} Module
 * @param {URL | string} url of the module: `new URL('./jobs.js', import.meta.url)`
 * @returns {Module}
 */
export function remote(url) {
  const address = absolute(url);
  /** @type {Map<string, Function>} */
  const references = new Map();
  return /** @type {Module} */ (
    new Proxy(Object.create(null), {
      get(_, name) {
        // A promise that resolves to this object asks for `then`.
        if (typeof name === 'symbol' || name === 'then') return undefined;
        let reference = references.get(name);
        if (reference === undefined) {
          reference = createReference(name, { key: JSON.stringify([address, name]) });
          references.set(name, reference);
        }
        return reference;
      },
    })
  );
}

/**
 * A C kernel that is linked into the core. It takes numbers, booleans, strings, null and typed arrays,
 * and returns a number, a string or a typed array.
 *
 * @param {string} name that BACKLIT_KERNEL registers it by
 * @returns {(...list: any[]) => any}
 */
export function kernel(name) {
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`kernel(${shown(name)}): give the name of a C kernel`);
  }
  return /** @type {any} */ (createReference(name, { kernel: name }));
}

/**
 * @param {string} name
 * @param {Target} target
 */
function createReference(name, target) {
  const reference = () => {
    throw new TypeError(`'${name}' runs in a worker: call run(${name}, …) instead of ${name}(…)`);
  };
  Object.defineProperty(reference, 'name', { value: name });
  targets.set(reference, target);
  return reference;
}

/**
 * @param {unknown} fn
 * @returns {Target}
 */
export function targetOf(fn) {
  if (typeof fn !== 'function') {
    throw new TypeError(
      `run(${shown(fn)}): give a function of a module, remote(new URL('./jobs.js', import.meta.url)).name, a kernel('name'), or a self-contained function, (x) => x * 2`,
    );
  }
  let target = targets.get(fn);
  if (target === undefined) {
    target = { key: inlineKey(fn) };
    targets.set(fn, target);
  }
  return target;
}

/** @param {unknown} url */
function absolute(url) {
  try {
    return new URL(/** @type {any} */ (url)).href;
  } catch {
    throw new TypeError(
      `remote(${shown(url)}): give an absolute URL: new URL('./jobs.js', import.meta.url)`,
    );
  }
}
