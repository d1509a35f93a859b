/** Starting and ending the runtime, and what can be said about it. */
import { address, checkOptions, shown, wholeNumber } from './check.js';
import { Client } from './client.js';
import { diagnosis } from './diagnosis.js';
import { MAX_MEMORY, openRuntime } from './open-runtime.js';

const MEBIBYTE = 1 << 20;

/**
 * @typedef {object} StartOptions What `start()` takes.
 * @property {number} [workers] how many tasks run at the same time; default: the machine's cores less
 *   one, at least 2 and at most 16
 * @property {number} [maxPending] how many tasks may wait; default 65,536
 * @property {object} [memory] of the core: what all tasks' arguments and results need at the same time
 * @property {number} [memory.initial] bytes at the start; default 32 MiB
 * @property {number} [memory.maximum] bytes up to which it grows; default 1 GiB
 * @property {string | URL} [worker] where worker.js is served, if not beside the package
 * @property {string | URL | ArrayBuffer | ArrayBufferView} [wasm] where backlit.wasm is served, or its bytes: the
 *   package's own, or one with an application's kernels
 */

/**
 * @typedef {object} Diagnosis What `diagnose()` gives.
 * @property {boolean} started whether the runtime runs
 * @property {'worker' | 'local'} executor where tasks run: 'local' is this thread
 * @property {boolean} isolated whether this thread may share memory
 * @property {string[]} missingHeaders what the page came without, as 'Name: value'
 * @property {boolean} waitAsync whether there is Atomics.waitAsync
 * @property {string | null} problem what is missing, as a sentence
 * @property {number} workers workers that take tasks
 * @property {number} busy those of them that have one
 * @property {number} spares workers in reserve
 * @property {number} booting workers that are being loaded
 * @property {number} zombies ended workers whose thread is not gone yet
 * @property {number} pending tasks that wait for a worker
 * @property {number} tasks tasks that are kept in memory
 * @property {number} lost workers that died by themselves
 * @property {number} disowned workers that were ended to stop a task
 * @property {number} heapUsed bytes in use
 * @property {number} memory bytes of the whole memory
 */

/** @typedef {{ client: Client, end: () => Promise<void> }} Runtime */

/** @type {Promise<Runtime> | undefined} */
let starting;
/** @type {Runtime | undefined} */
let runtime;
let wasShutDown = false;
/** @type {(() => void)[]} */
const endings = [];

/**
 * Starts the runtime. After it, nothing needs this thread's event loop. Called again, it waits for the
 * same runtime.
 *
 * Where the page is not cross-origin isolated, there can be no threads: then all tasks run on this
 * thread's event loop, after a warning on the console that names the remedy.
 *
 * Rejects with an Error where a file is not found, with a TypeError for a wrong option.
 *
 * @param {StartOptions} [options] only where it is started
 * @returns {Promise<void>}
 */
export async function start(options = {}) {
  checkOptions('start()', options, {
    workers: wholeNumber(1, 64),
    maxPending: wholeNumber(1, 1 << 20),
    memory: (memory) => {
      const size = wholeNumber(16 * MEBIBYTE, MAX_MEMORY);
      checkOptions('start({ memory })', memory, { initial: size, maximum: size });
      return true;
    },
    worker: address,
    wasm: (wasm) =>
      address(wasm) === true ||
      wasm instanceof ArrayBuffer ||
      ArrayBuffer.isView(wasm) ||
      'give a URL or the bytes',
  });
  if (starting !== undefined && Object.keys(options).length > 0) {
    throw new Error('backlit has been started: call shutdown() before start() with other options');
  }
  starting ??= open(options).catch((error) => {
    starting = undefined;
    throw error;
  });
  await starting;
}

/**
 * @param {StartOptions} options
 * @returns {Promise<Runtime>}
 */
async function open(options) {
  const wasm = options.wasm ?? new URL('../dist/backlit.wasm', import.meta.url);
  const opened = await openRuntime({ ...options, wasm });
  runtime = { client: new Client(opened), end: opened.end };
  wasShutDown = false;
  return runtime;
}

/** The runtime's client, for every call that needs it. */
export function client() {
  if (runtime === undefined) {
    throw new Error(
      wasShutDown
        ? 'backlit was shut down: call await start() before run()'
        : 'backlit has not been started: call await start() before run()',
    );
  }
  return runtime.client;
}

/**
 * Ends the runtime: pending and running tasks become CANCELLED, the threads end. What tasks have left,
 * results and progress, can still be read.
 * @returns {Promise<void>}
 */
export async function shutdown() {
  if (starting === undefined) return;
  const { client, end } = await starting;
  starting = undefined;
  runtime = undefined;
  wasShutDown = true;
  client.close();
  for (const ending of endings) ending();
  await end();
}

/** @param {() => void} ending called whenever a runtime has ended */
export function onShutdown(ending) {
  endings.push(ending);
}

/**
 * What can be said about the runtime and where it runs, as plain data.
 * @returns {Diagnosis}
 */
export function diagnose() {
  return {
    ...diagnosis(runtime?.client),
    executor: runtime?.client.isLocal ? 'local' : 'worker',
    waitAsync: typeof Atomics.waitAsync === 'function',
  };
}

/**
 * A typed array in the core's memory, zeroed: passed to tasks and back by reference, without a copy.
 * Its memory is freed when no thread holds it and no task refers to it. What `array.buffer` gives is
 * the whole memory of the core: work with the array and its `subarray()`s.
 *
 * @template {import('./shared-arrays.js').TypedArray} T
 * @param {{ new (buffer: any, offset: number, length: number): T, BYTES_PER_ELEMENT: number }} Type such as Float64Array
 * @param {number} length how many elements
 * @returns {T}
 */
export function sharedArray(Type, length) {
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new TypeError(`sharedArray(…, ${shown(length)}): give a length, 0 or more`);
  }
  if (typeof Type !== 'function' || Object.getPrototypeOf(Type)?.name !== 'TypedArray') {
    throw new TypeError(`sharedArray(${shown(Type)}, …): give a class such as Float64Array`);
  }
  return client().core.arrays.create(Type, length);
}
