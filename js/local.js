/**
 * This thread as a worker: what `executor: 'local'` needs, and a whole runtime in one thread for where
 * there can be no others. It is the same core, so the same rules hold; but what a task does not leave
 * free, nobody else has.
 */
import { createMemory, instantiate, moveIn, openRoom } from './attach.js';
import { Core } from './core.js';
import { checked } from './errors.js';
import { loop } from './worker/host.js';
import { writeOutput } from './worker/kernel-output.js';
import { tickDeadlines } from './worker/ticks.js';

/**
 * Runs the local tasks of a client of this same thread, from now on.
 * @param {WebAssembly.Module} module
 * @param {Core} core the client's
 * @param {import('./attach.js').Room} owner the client's
 * @param {(core: Core) => void} [prepare] told the worker's own core
 */
export function startLocalWorker(module, core, owner, prepare) {
  const { memory } = core;
  const exports = instantiate(module, memory, imports(memory));
  const room = openRoom(core.exports, owner.mayBlock);
  moveIn(exports, room);
  checked(exports.backlit_local_open(owner.client, room.client));
  const local = new Core(exports, memory);
  prepare?.(local);
  void loop(local, true);
}

/**
 * Opens a runtime that has no threads.
 * @param {import('./worker/supervisor.js').Settings} settings
 * @param {(core: Core) => void} [prepare] told the worker's core
 * @returns {{ core: Core, end: () => void }} the core as its client has it
 */
export function openLocalRuntime({ code, maxPending, memory: size, mayBlock }, prepare) {
  // Pages that are not isolated may have shared memory too, if they share it with nobody.
  const memory = createMemory(size);
  const exports = /** @type {any} */ (instantiate(code, memory, imports(memory)));
  const room = openRoom(exports, mayBlock);
  moveIn(exports, room);
  exports.__wasm_call_ctors();
  checked(exports.backlit_open(0, 0, 0, maxPending));
  exports.backlit_client_enter(room.client);
  const core = new Core(exports, memory);
  const end = tickDeadlines(exports, memory, false, () => {});
  startLocalWorker(code, core, room, prepare);
  return { core, end };
}

/** @param {WebAssembly.Memory} memory */
function imports(memory) {
  return {
    getentropy(/** @type {number} */ address, /** @type {number} */ length) {
      const bytes = crypto.getRandomValues(new Uint8Array(length));
      new Uint8Array(memory.buffer).set(bytes, address >>> 0);
      return 0;
    },
    fd_write: (/** @type {[number, number, number, number]} */ ...list) =>
      writeOutput(memory, ...list),
  };
}
