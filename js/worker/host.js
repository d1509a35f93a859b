/**
 * What a worker's thread runs: it takes tasks from the core, calls their functions and reports how they
 * ended. It holds no state of scheduling.
 *
 * A compute worker runs one task at a time and sleeps in the core between them, unless the event loop
 * is needed: for an import, or for a promise that the task's function returned. The loop worker never
 * sleeps in the core; it is woken through its event loop.
 */
import { Core } from '../core.js';
import { Role, State } from '../generated/core.js';
import { TaskContext } from './context.js';
import { end, leave, runAs, underWay } from './current.js';
import { holdLifeLock } from './death.js';
import { loadAhead, loadFunction } from './functions.js';
import { makeConsoleDirect, nextTurn } from './platform.js';
import { isRetried } from './retry-filter.js';

const EVERYTHING = 2 ** 32 - 1;

/**
 * @param {import('../core.js').CoreExports} exports
 * @param {WebAssembly.Memory} memory
 * @param {(core: Core) => Promise<void>} [prepare] called when it is known that the thread is needed
 */
export async function runWorker(exports, memory, prepare) {
  makeConsoleDirect();
  await holdLifeLock();
  const core = new Core(exports, memory);
  const role = await awaitRole(core, prepare === undefined);
  if (role >= 0) await prepare?.(core);
  if (role === Role.COMPUTE) await compute(core);
  else if (role === Role.LOOP) await loop(core, false);
}

/**
 * Waits until this thread is needed. Meanwhile it may load what the other workers have loaded.
 * @param {Core} core
 * @param {boolean} loads
 */
async function awaitRole(core, loads) {
  const { exports } = core;
  for (let loaded = 0; ; loaded++) {
    const role = exports.backlit_worker_await_role(loads ? loaded : EVERYTHING);
    if (role !== Role.SPARE) return role;
    await loadAhead(core, exports.backlit_function_found_at(loaded));
  }
}

/** @param {Core} core */
async function compute(core) {
  for (;;) {
    const handle = core.exports.backlit_take(1);
    if (handle < 0) return;
    const pending = execute(core, handle, true);
    if (core.arrays.needsTurn) {
      core.arrays.needsTurn = false;
      await nextTurn();
    }
    if (pending === undefined) continue;
    let settled = false;
    void pending.then(() => (settled = true));
    while (!settled) await Promise.race([pending, news(core)]);
  }
}

/**
 * @param {Core} core
 * @param {boolean} isLocal in a thread that has other things to do
 */
export async function loop(core, isLocal) {
  for (;;) {
    const word = core.exports.backlit_worker_wake_word() >>> 2;
    const seen = Atomics.load(core.words, word);
    for (const context of underWay) context.abort();
    if (!isLocal) findFunctions(core);
    for (;;) {
      const handle = core.exports.backlit_take(0);
      if (handle < 0) return;
      if (handle === 0) break;
      void execute(core, handle, false);
      if (isLocal) await nextTurn();
    }
    core.exports.backlit_worker_arm();
    const wake = Atomics.waitAsync(core.words, word, seen);
    await (wake.async ? wake.value : nextTurn());
  }
}

/**
 * Loads the functions whose tasks would wait for busy compute workers, in case they are asynchronous.
 * @param {Core} core
 */
function findFunctions(core) {
  for (;;) {
    const number = core.exports.backlit_function_to_find();
    if (number < 0) return;
    // What fails here will fail for the task, which tells it.
    loadFunction(core, number).catch(() => {});
  }
}

/**
 * Tells the tasks under way of their cancel, and resolves at the next news for this worker.
 * @param {Core} core
 */
async function news(core) {
  const word = core.exports.backlit_worker_wake_word() >>> 2;
  const seen = Atomics.load(core.words, word);
  for (const context of underWay) context.abort();
  core.exports.backlit_worker_arm();
  const wake = Atomics.waitAsync(core.words, word, seen);
  await (wake.async ? wake.value : nextTurn());
}

/**
 * Runs a task. Gives a promise if the worker needs its event loop for it.
 * @param {Core} core
 * @param {number} handle
 * @param {boolean} mayPassOn
 * @returns {Promise<void> | undefined}
 */
function execute(core, handle, mayPassOn) {
  const number = core.function;
  const found = core.functions[number];
  if (found?.run) return found.run(handle);
  const context = new TaskContext(core, handle);
  if (found?.isAsync && mayPassOn) {
    context.passOn();
    return undefined;
  }
  const failed = (/** @type {unknown} */ error) => fail(core, context, error, true);
  let list;
  try {
    list = core.readArguments();
  } catch (error) {
    return failed(error);
  }
  if (found) return call(core, context, found.call, list);
  return loadFunction(core, number).then((loaded) => {
    if (!loaded.isAsync || !mayPassOn) return call(core, context, loaded.call, list);
    context.passOn();
  }, failed);
}

/**
 * @param {Core} core
 * @param {TaskContext} context
 * @param {(...list: any[]) => any} target
 * @param {any[]} list
 * @returns {Promise<void> | undefined}
 */
function call(core, context, target, list) {
  let result;
  try {
    result = runAs(context, () => target(...list));
  } catch (error) {
    return fail(core, context, error, true);
  }
  if (typeof result?.then !== 'function') return succeed(core, context, result, true);
  leave();
  return Promise.resolve(result).then(
    (value) => succeed(core, context, value, false),
    (error) => fail(core, context, error, false),
  );
}

/**
 * @param {Core} core
 * @param {TaskContext} context
 * @param {unknown} value
 * @param {boolean} atOnce the function did not give a promise
 * @returns {Promise<void> | undefined}
 */
function succeed(core, context, value, atOnce) {
  try {
    core.writeValue(value, 'result');
  } catch (error) {
    return fail(core, context, error, atOnce);
  }
  end(context, atOnce);
  context.finish(State.DONE, false);
}

/**
 * @param {Core} core
 * @param {TaskContext} context
 * @param {unknown} error
 * @param {boolean} atOnce
 * @returns {Promise<void> | undefined}
 */
function fail(core, context, error, atOnce) {
  if (context.isGivingUp(error)) {
    end(context, atOnce);
    core.writeValue(undefined, '');
    context.finish(State.CANCELLED, false);
    return undefined;
  }
  const finish = (/** @type {unknown} */ thrown, /** @type {boolean} */ mayRetry) => {
    end(context, atOnce);
    core.writeThrown(thrown);
    context.finish(State.ERROR, mayRetry);
  };
  try {
    const mayRetry = isRetried(core, context.retryFilter, error);
    if (typeof mayRetry !== 'boolean') {
      return mayRetry.then(
        (verdict) => finish(error, verdict),
        (filterError) => finish(filterError, false),
      );
    }
    finish(error, mayRetry);
  } catch (filterError) {
    finish(filterError, false);
  }
}
