/**
 * Where Emscripten's glue meets ours: it calls these two (see src/host.js), and the two sides fill
 * them in, so that the glue need not import either.
 */

/** @type {{ runWorker?: Function, workerStarted?: Function }} */
export const hooks = {};

/**
 * In a worker's thread: it is ready to run the host.
 * @param {import('../core.js').CoreExports} exports
 * @param {WebAssembly.Memory} memory
 */
export const runWorker = (exports, memory) => hooks.runWorker?.(exports, memory);

/**
 * In the supervisor: the thread of worker number `index` is starting in this Worker.
 * @param {number} index
 * @param {any} worker
 */
export const workerStarted = (index, worker) => hooks.workerStarted?.(index, worker);
