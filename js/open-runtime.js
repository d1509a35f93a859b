/** Opening a runtime: on threads of its own, or in this one where it may not share memory with others. */
import { attach } from './attach.js';
import { compile } from './compile.js';
import { isIsolated, isolationProblem, learnHeaders } from './isolation.js';
import { createSupervisor, mayBlock } from './platform.js';

const PAGE = 65536;
const MEBIBYTE = 1 << 20;

export const MAX_MEMORY = 4096 * MEBIBYTE;

/** @typedef {import('./core.js').Core} Core */

/**
 * @typedef {object} RuntimeSettings
 * @property {number} [workers] default: the machine's cores less one, at least 2 and at most 16
 * @property {number} [atOnce] so many of them at the start, the others when tasks would have to wait;
 *   default: all
 * @property {number} [maxPending] default 65,536
 * @property {{ initial?: number, maximum?: number }} [memory] in bytes; default 32 MiB, growing to 1 GiB
 * @property {string | URL} [worker] where the file is that all threads load
 * @property {string | URL | ArrayBuffer | ArrayBufferView} wasm where the module is, or its bytes
 * @property {any} [host] what the host in the threads has to know
 * @property {(core: Core) => void} [prepareLocal] told the core of the worker in this thread
 *
 * @typedef {object} OpenRuntime
 * @property {Core} core this thread's
 * @property {boolean} isLocal there are no threads
 * @property {(awaited: boolean) => void} keepAlive whether the runtime holds a Node process
 * @property {() => void} startLocalWorker to be called before a local task; does so once
 * @property {() => Promise<void>} end
 */

let wasWarned = false;

/**
 * @param {RuntimeSettings} options
 * @returns {Promise<OpenRuntime>}
 */
export async function openRuntime(options) {
  const { maxPending = 65536, memory = {}, wasm, host } = options;
  const { initial = 32 * MEBIBYTE, maximum = Math.max(1024 * MEBIBYTE, initial) } = memory;
  if (initial > maximum) {
    throw new RangeError(
      `start(): memory.initial (${initial}) is more than memory.maximum (${maximum})`,
    );
  }
  const workers = options.workers ?? Math.min(16, Math.max(2, cores() - 1));
  const source = /** @type {string | BufferSource} */ (
    wasm instanceof URL || typeof wasm === 'string' ? absolute(wasm) : wasm
  );
  const settings = {
    workers,
    atOnce: options.atOnce ?? workers,
    maxPending,
    memory: {
      initial: Math.ceil(initial / PAGE) * PAGE,
      maximum: Math.ceil(maximum / PAGE) * PAGE,
    },
    mayBlock: mayBlock(),
    host,
  };
  return isIsolated()
    ? openThreads(source, settings, options)
    : openLocally(source, settings, options);
}

/**
 * @param {string | BufferSource} source
 * @param {Omit<import('./worker/supervisor.js').Settings, 'code'>} settings
 * @param {RuntimeSettings} options
 * @returns {Promise<OpenRuntime>}
 */
async function openThreads(source, settings, { worker, prepareLocal }) {
  const supervisor = createSupervisor(worker);
  try {
    const compiled = compile(source); // while the supervisor loads
    const message = compiled.then((code) => ({ ...settings, code }));
    const { error, memory, client: room } = await supervisor.ask(message);
    const module = await compiled;
    if (error) throw new Error(`backlit could not start: ${error}`);
    const core = attach(module, memory, room);
    const startLocalWorker = async () => {
      const local = await import('./local.js');
      local.startLocalWorker(module, core, room, prepareLocal);
    };
    let hasLocalWorker = false;
    return {
      core,
      isLocal: false,
      keepAlive: supervisor.keepAlive,
      startLocalWorker() {
        if (hasLocalWorker) return;
        hasLocalWorker = true;
        startLocalWorker().catch((error) =>
          console.error('backlit: local tasks cannot run:', error),
        );
      },
      async end() {
        await supervisor.ask({ shutdown: true });
        supervisor.terminate();
      },
    };
  } catch (error) {
    supervisor.terminate();
    throw error;
  }
}

/**
 * @param {string | BufferSource} source
 * @param {Omit<import('./worker/supervisor.js').Settings, 'code'>} settings
 * @param {RuntimeSettings} options
 * @returns {Promise<OpenRuntime>}
 */
async function openLocally(source, settings, { prepareLocal }) {
  await learnHeaders();
  if (!wasWarned) {
    console.warn(`backlit runs all tasks on this page's own event loop. ${isolationProblem()}`);
  }
  wasWarned = true;
  const { openLocalRuntime } = await import('./local.js');
  const code = await compile(source);
  const { core, end } = openLocalRuntime({ ...settings, code }, prepareLocal);
  const startLocalWorker = () => {}; // it runs
  return { core, isLocal: true, keepAlive: () => {}, startLocalWorker, end: async () => end() };
}

/** @param {string | URL} url */
function absolute(url) {
  return new URL(url, globalThis.location?.href).href;
}

export function cores() {
  const { hardwareConcurrency } = globalThis.navigator ?? {};
  return hardwareConcurrency ?? process.getBuiltinModule('node:os').availableParallelism();
}
