/** The functions that tasks name: exports of modules, imported once per thread, and inline ones. */
import { makeFunction } from './inline-functions.js';

/**
 * `run`: how another language runs it, from the task's arguments in the exchange to its end.
 * @typedef {{ call: (...list: any[]) => any, isAsync: boolean, run?: (handle: number) => undefined }} Loaded
 */

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;

/** By address: importing again would take a turn of the event loop. @type {Map<string, any>} */
const modules = new Map();

/**
 * Loads a function and tells the core whether it is asynchronous.
 * @param {import('../core.js').Core} core
 * @param {number} number
 * @returns {Promise<Loaded>}
 */
export async function loadFunction(core, number) {
  let isAsync = false;
  try {
    const call = await resolveFunction(JSON.parse(keyText(core, number)));
    isAsync = call instanceof AsyncFunction;
    return (core.functions[number] = { call, isAsync });
  } finally {
    core.exports.backlit_function_found(number, Number(isAsync));
  }
}

/**
 * Loads a function that may be needed: if its module comes from the network, that takes long.
 * @param {import('../core.js').Core} core
 * @param {number} number
 */
export async function loadAhead(core, number) {
  const isInline = JSON.parse(keyText(core, number)).length === 1;
  // What fails here will fail for the task, which tells it.
  if (!isInline) await loadFunction(core, number).catch(() => {});
}

/**
 * @param {import('../core.js').Core} core
 * @param {number} number of a key in the core's table
 */
export function keyText(core, number) {
  const { exports } = core;
  const length = exports.backlit_function_key_length(number);
  const key = core.view(exports.backlit_function_key(number) >>> 0, length).slice();
  return new TextDecoder().decode(key);
}

/**
 * The function that a key names.
 * @param {string[]} key the address of a module and the name of its export, or a source text alone
 * @returns {((...list: any[]) => any) | Promise<(...list: any[]) => any>}
 */
export function resolveFunction([first, name]) {
  return name === undefined ? makeFunction(first) : exported(first, name);
}

/**
 * @param {string} url
 * @param {string} name
 */
async function exported(url, name) {
  if (!modules.has(url)) {
    modules.set(url, await import(/* webpackIgnore: true */ /* @vite-ignore */ url));
  }
  const module = modules.get(url);
  const call = module[name];
  if (typeof call === 'function') return call;
  const functions = Object.keys(module).filter((each) => typeof module[each] === 'function');
  const list = functions.length > 0 ? `it exports ${functions.join(', ')}` : 'it exports none';
  throw new TypeError(`${url} has no exported function '${name}': ${list}`);
}
