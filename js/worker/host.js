/**
 * What a worker's thread runs: it takes tasks from the core, calls their functions and reports how they
 * ended. It holds no state of scheduling.
 *
 * A compute worker runs one task at a time and sleeps in the core between them, unless the event loop
 * is needed: for an import, or for a promise that the task's function returned. The loop worker never
 * sleeps in the core; it is woken through its event loop.
 */
import { Core } from '../core.js';
import { CancelledError } from '../errors.js';
import { Role, State } from '../generated/core.js';
import { TaskContext } from './context.js';
import { end, leave, runAs, underWay } from './current.js';
import { holdLifeLock } from './death.js';
import { loadFunction, loadedFunction } from './functions.js';
import { makeConsoleDirect, nextTurn } from './platform.js';

/**
 * @param {import('../core.js').CoreExports} exports
 * @param {WebAssembly.Memory} memory
 */
export async function runWorker(exports, memory) {
  makeConsoleDirect();
  await holdLifeLock();
  const role = exports.backlit_worker_await_role();
  const core = new Core(exports, memory);
  if (role === Role.COMPUTE) await compute(core);
  else if (role === Role.LOOP) await loop(core);
}

/** @param {Core} core */
async function compute(core) {
  for (;;) {
    const handle = core.exports.backlit_take(1);
    if (handle < 0) return;
    const pending = execute(core, handle, true);
    if (pending === undefined) continue;
    let settled = false;
    void pending.then(() => (settled = true));
    while (!settled) await Promise.race([pending, news(core)]);
  }
}

/** @param {Core} core */
async function loop(core) {
  for (;;) {
    const word = core.exports.backlit_worker_wake_word() >>> 2;
    const seen = Atomics.load(core.words, word);
    for (const context of underWay) context.abort();
    findFunctions(core);
    for (;;) {
      const handle = core.exports.backlit_take(0);
      if (handle < 0) return;
      if (handle === 0) break;
      void execute(core, handle, false);
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
  const context = new TaskContext(core, handle);
  const number = core.function;
  const found = loadedFunction(number);
  if (found?.isAsync && mayPassOn) {
    core.exports.backlit_pass_on(handle);
    return undefined;
  }
  let list;
  try {
    list = core.readArguments();
  } catch (error) {
    settle(core, handle, context, State.ERROR, error, true);
    return undefined;
  }
  if (found) return call(core, handle, context, found.call, list);
  return loadFunction(core, number).then(
    (loaded) => {
      if (!loaded.isAsync || !mayPassOn) return call(core, handle, context, loaded.call, list);
      core.exports.backlit_pass_on(handle);
    },
    (error) => settle(core, handle, context, State.ERROR, error, true),
  );
}

/**
 * @param {Core} core
 * @param {number} handle
 * @param {TaskContext} context
 * @param {(...list: any[]) => any} target
 * @param {any[]} list
 * @returns {Promise<void> | undefined}
 */
function call(core, handle, context, target, list) {
  const failed = (/** @type {unknown} */ error, atOnce = false) => {
    const cancelled =
      context.cancelRequested() && (error === context.reason || error instanceof CancelledError);
    settle(core, handle, context, cancelled ? State.CANCELLED : State.ERROR, error, atOnce);
  };
  let result;
  try {
    result = runAs(context, () => target(...list));
  } catch (error) {
    failed(error, true);
    return undefined;
  }
  if (typeof result?.then !== 'function') {
    settle(core, handle, context, State.DONE, result, true);
    return undefined;
  }
  leave();
  return Promise.resolve(result).then(
    (value) => settle(core, handle, context, State.DONE, value, false),
    (error) => failed(error),
  );
}

/**
 * @param {Core} core
 * @param {number} handle
 * @param {TaskContext} context
 * @param {number} state
 * @param {any} outcome
 * @param {boolean} atOnce the function did not give a promise
 */
function settle(core, handle, context, state, outcome, atOnce) {
  end(context, atOnce);
  try {
    if (state === State.DONE) core.writeValue(outcome, 'result');
    else if (state === State.ERROR) core.writeThrown(outcome);
    else core.writeValue(undefined, '');
  } catch (error) {
    state = State.ERROR;
    core.writeThrown(error);
  }
  core.exports.backlit_finish(handle, state);
}
