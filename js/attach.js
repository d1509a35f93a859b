/**
 * Makes this thread a client of the runtime: a plain instance of the module on its memory, with a stack
 * and a thread structure of its own. It is no pthread, so the runtime does not depend on it: it may
 * block for as long as it likes.
 */
import { now } from './clock.js';
import { Core } from './core.js';

const PAGE = 65536;
const GROWTH = 1.25;

/**
 * @typedef {import('./core.js').CoreExports} CoreExports
 *
 * Where a thread that attaches has its stack and so on.
 * @typedef {{ client: number, mayBlock: boolean, thread: number, stackTop: number, stackBottom: number }} Room
 */

/**
 * The memory of a runtime.
 * @param {{ initial: number, maximum: number }} size in bytes, of whole pages
 */
export function createMemory({ initial, maximum }) {
  return new WebAssembly.Memory({
    initial: initial / PAGE,
    maximum: maximum / PAGE,
    shared: true,
  });
}

/**
 * @param {WebAssembly.Module} module
 * @param {WebAssembly.Memory} memory
 * @param {Room} room
 */
export function attach(module, memory, room) {
  const exports = instantiate(module, memory);
  moveIn(exports, room);
  exports.backlit_client_enter(room.client);
  return new Core(exports, memory);
}

/**
 * @param {WebAssembly.Module} module
 * @param {WebAssembly.Memory} memory
 * @param {Record<string, Function>} [more] imports that it needs
 * @returns {CoreExports}
 */
export function instantiate(module, memory, more) {
  /** @type {Record<string, Function>} */
  const provided = {
    emscripten_get_now: now,
    emscripten_resize_heap: (/** @type {number} */ size) => grow(memory, size >>> 0),
    ...more,
  };
  /** @type {Record<string, Record<string, any>>} */
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    // All the others belong to starting threads and to output, which a client does not do.
    imports[from][name] = kind === 'memory' ? memory : (provided[name] ?? (() => 0));
  }
  return /** @type {any} */ (new WebAssembly.Instance(module, imports).exports);
}

/**
 * Room for a thread, from the core.
 * @param {CoreExports} exports
 * @param {boolean} mayBlock
 * @returns {Room}
 */
export function openRoom(exports, mayBlock) {
  const client = exports.backlit_client_open(Number(mayBlock)) >>> 0;
  if (client === 0) throw new Error('the core has no memory for a client: raise memory.initial');
  return {
    client,
    mayBlock,
    thread: exports.backlit_client_thread(client) >>> 0,
    stackTop: exports.backlit_client_stack_top(client) >>> 0,
    stackBottom: exports.backlit_client_stack_bottom(client) >>> 0,
  };
}

/**
 * @param {any} exports of the instance that is to run in the room
 * @param {Room} room
 */
export function moveIn(exports, { mayBlock, thread, stackTop, stackBottom }) {
  exports.emscripten_stack_set_limits(stackTop, stackBottom);
  exports._emscripten_stack_restore(stackTop);
  exports._emscripten_thread_init(thread, 0, 0, Number(mayBlock), 0, 0);
  exports._emscripten_tls_init();
}

/**
 * @param {WebAssembly.Memory} memory
 * @param {number} size that is needed in all
 */
function grow(memory, size) {
  const pages = (/** @type {number} */ bytes) =>
    Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  for (const wanted of [size * GROWTH, size]) {
    try {
      if (pages(wanted) > 0) memory.grow(pages(wanted));
      return 1;
    } catch {
      // Over the maximum: try with less.
    }
  }
  return 0;
}
