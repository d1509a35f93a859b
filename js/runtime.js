/** Starting and ending the runtime, and what can be said about it. */
import { attach } from './attach.js';
import { address, checkOptions, shown, wholeNumber } from './check.js';
import { Client } from './client.js';
import { Count } from './generated/core.js';
import { createSupervisor, mayBlock } from './platform.js';

const PAGE = 65536;
const MEBIBYTE = 1 << 20;
const MAX_MEMORY = 4096 * MEBIBYTE;

/**
 * @typedef {object} StartOptions
 * @property {number} [workers] how many tasks run at the same time; default: the machine's cores less
 *   one, at least 2 and at most 16
 * @property {number} [maxPending] how many tasks may wait; default 65,536
 * @property {{ initial?: number, maximum?: number }} [memory] of the core, in bytes; default 32 MiB,
 *   growing up to 1 GiB. What all tasks' arguments and results need at the same time.
 * @property {string | URL} [worker] where worker.js is served, if not beside the package
 * @property {string | URL | ArrayBuffer | ArrayBufferView} [wasm] where backlit.wasm is served, or its bytes: the
 *   package's own, or one with an application's kernels
 */

/** @typedef {{ client: Client, supervisor: import('./platform.js').Supervisor }} Runtime */

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
 * Rejects with an Error that names the remedy where the page is not cross-origin isolated, and where a
 * file is not found; with a TypeError for a wrong option.
 *
 * @param {StartOptions} [options]
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

/** @param {StartOptions} options */
async function open({ workers, maxPending = 65536, memory = {}, worker, wasm }) {
  requireIsolation();
  const { initial = 32 * MEBIBYTE, maximum = Math.max(1024 * MEBIBYTE, initial) } = memory;
  if (initial > maximum) {
    throw new RangeError(
      `start(): memory.initial (${initial}) is more than memory.maximum (${maximum})`,
    );
  }
  const wasmFile = wasm ?? new URL('../dist/backlit.wasm', import.meta.url);
  const supervisor = await createSupervisor(worker);
  const settings = {
    wasm: wasmFile instanceof URL || typeof wasmFile === 'string' ? absolute(wasmFile) : wasmFile,
    workers: workers ?? Math.min(16, Math.max(2, (await cores()) - 1)),
    maxPending,
    memory: {
      initial: Math.ceil(initial / PAGE) * PAGE,
      maximum: Math.ceil(maximum / PAGE) * PAGE,
    },
    mayBlock: mayBlock(),
  };
  try {
    const reply = await supervisor.ask(settings);
    if (reply.error) throw new Error(`backlit could not start: ${reply.error}`);
    const core = attach(reply.module, reply.memory, reply.client);
    runtime = { supervisor, client: new Client(core, supervisor.keepAlive) };
    supervisor.keepAlive(false);
    wasShutDown = false;
    return runtime;
  } catch (error) {
    supervisor.terminate();
    throw error;
  }
}

/** @param {string | URL} url */
function absolute(url) {
  return new URL(url, globalThis.location?.href).href;
}

async function cores() {
  const { hardwareConcurrency } = globalThis.navigator ?? {};
  return hardwareConcurrency ?? (await import('node:os')).availableParallelism();
}

/** What is missing for shared memory, as a sentence; undefined if nothing is. */
function missing() {
  if (typeof SharedArrayBuffer === 'function' && globalThis.crossOriginIsolated !== false)
    return undefined;
  return (
    'SharedArrayBuffer is not available, because this page is not cross-origin isolated. ' +
    'Serve it, and every worker script, with the headers "Cross-Origin-Opener-Policy: same-origin" and ' +
    '"Cross-Origin-Embedder-Policy: require-corp"' +
    (globalThis.isSecureContext === false ? ', over HTTPS or from localhost' : '')
  );
}

function requireIsolation() {
  const sentence = missing();
  if (sentence) throw new Error(`backlit could not start: ${sentence}.`);
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
  const { client, supervisor } = await starting;
  starting = undefined;
  runtime = undefined;
  wasShutDown = true;
  client.close();
  for (const ending of endings) ending();
  await supervisor.ask({ shutdown: true });
  supervisor.terminate();
}

/** @param {() => void} ending called whenever a runtime has ended */
export function onShutdown(ending) {
  endings.push(ending);
}

/**
 * What can be said about the runtime and where it runs, as plain data.
 * @returns {{ started: boolean, isolated: boolean, waitAsync: boolean, problem: string | null,
 *   workers: number, busy: number, spares: number, booting: number, zombies: number, pending: number,
 *   tasks: number, lost: number, disowned: number, heapUsed: number, memory: number }}
 */
export function diagnose() {
  const exports = runtime?.client.core.exports;
  const count = (/** @type {number} */ what) => exports?.backlit_count(what) ?? 0;
  return {
    started: runtime !== undefined,
    isolated: missing() === undefined,
    waitAsync: typeof Atomics.waitAsync === 'function',
    problem: missing() ?? null,
    workers: count(Count.WORKERS),
    busy: count(Count.BUSY),
    spares: count(Count.SPARES),
    booting: count(Count.BOOTING),
    zombies: count(Count.ZOMBIES),
    pending: count(Count.PENDING),
    tasks: count(Count.TASKS),
    lost: count(Count.LOST),
    disowned: count(Count.DISOWNED),
    heapUsed: exports?.backlit_heap_used() ?? 0,
    memory: runtime?.client.core.memory.buffer.byteLength ?? 0,
  };
}

/**
 * A typed array in the core's memory, zeroed: passed to tasks and back by reference, without a copy.
 * Its memory is freed when no thread holds it and no task refers to it. What `array.buffer` gives is
 * the whole memory of the core: work with the array and its `subarray()`s.
 *
 * @template {import('./shared-arrays.js').TypedArray} T
 * @param {{ new (buffer: any, offset: number, length: number): T, BYTES_PER_ELEMENT: number }} Type
 * @param {number} length
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
