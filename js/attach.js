/**
 * Makes this thread a client of the runtime: a plain instance of the module on its memory, with a stack
 * and a thread structure of its own. It is no pthread, so the runtime does not depend on it: it may
 * block for as long as it likes.
 */
import { Core } from './core.js';

const PAGE = 65536;
const GROWTH = 1.25;

/**
 * @typedef {{ client: number, mayBlock: boolean, thread: number, stackTop: number, stackBottom: number }} Client
 * @param {WebAssembly.Module} module
 * @param {WebAssembly.Memory} memory
 * @param {Client} client
 */
export function attach(module, memory, { client, mayBlock, thread, stackTop, stackBottom }) {
  /** @type {Record<string, Function>} */
  const provided = {
    emscripten_get_now: () => performance.timeOrigin + performance.now(),
    emscripten_resize_heap: (/** @type {number} */ size) => grow(memory, size >>> 0),
  };
  /** @type {Record<string, Record<string, any>>} */
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    // All the others belong to starting threads and to output, which a client does not do.
    imports[from][name] = kind === 'memory' ? memory : (provided[name] ?? (() => 0));
  }
  const exports = /** @type {any} */ (new WebAssembly.Instance(module, imports).exports);
  exports.emscripten_stack_set_limits(stackTop, stackBottom);
  exports._emscripten_stack_restore(stackTop);
  exports._emscripten_thread_init(thread, 0, 0, Number(mayBlock), 0, 0);
  exports._emscripten_tls_init();
  exports.backlit_client_enter(client);
  return new Core(exports, memory);
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
