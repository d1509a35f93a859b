/**
 * The supervisor: Emscripten's main runtime thread. It never runs a user's code, so it always answers.
 * It starts and ends the workers' threads and ticks the core's deadlines; what is to be done, the core
 * decides.
 */
import { createMemory, openRoom } from '../attach.js';
import { Count } from '../generated/core.js';
import { onDeath } from './death.js';
import { hooks } from './hooks.js';
import { createThread, needsPageForThreads, onMessage } from './platform.js';
import { tickDeadlines } from './ticks.js';

/** So many workers can be lost while a page that threads need does not return to its event loop. */
const SPARES_WITHOUT_PAGE = 4;

/**
 * `atOnce`: so many of the workers are there from the beginning, the others when tasks would have to
 * wait. `host`: what the host in the threads has to know.
 * @typedef {{ code: WebAssembly.Module, workers: number, atOnce: number, maxPending: number,
 *   memory: { initial: number, maximum: number }, mayBlock: boolean, host?: any }} Settings
 *
 * Who wants to know of the threads.
 * @typedef {{ threadCreated: (thread: any) => void, threadDied: (thread: any) => void }} Follower
 */

/**
 * @param {(options: any) => Promise<any>} createModule
 * @param {Settings} settings
 * @param {(message: any) => void} reply
 * @param {Follower} [follower]
 */
export async function supervise(createModule, settings, reply, follower) {
  try {
    await open(createModule, settings, reply, follower);
  } catch (error) {
    reply({ error: error instanceof Error ? error.message : String(error) });
  }
}

/**
 * @param {(options: any) => Promise<any>} createModule
 * @param {Settings} settings
 * @param {(message: any) => void} reply
 * @param {Follower} [follower]
 */
async function open(createModule, settings, reply, follower) {
  const { code, workers, atOnce, maxPending, memory: size, mayBlock } = settings;
  const threadsToCome = Array.from({ length: atOnce }, createThread); // load meanwhile
  const memory = createMemory(size);
  const module = await new Promise((resolve, reject) => {
    const instantiateWasm = (/** @type {any} */ imports, /** @type {Function} */ receive) => {
      WebAssembly.instantiate(code, imports).then((instance) => receive(instance, code), reject);
      return {};
    };
    createModule({ wasmMemory: memory, instantiateWasm }).then(resolve, reject);
  });
  const { PThread: threads } = module;
  /** @type {import('../core.js').CoreExports} */
  const core = module.wasmExports;
  threads.allocateUnusedWorker = () => {
    const thread = threadsToCome.pop() ?? createThread();
    follower?.threadCreated(thread);
    threads.unusedWorkers.push(thread);
  };

  hooks.workerStarted = (/** @type {number} */ index, /** @type {any} */ worker) => {
    let dead = false;
    worker.awaitDeath = onDeath(worker, () => {
      if (dead) return;
      dead = true;
      threads.runningWorkers.splice(threads.runningWorkers.indexOf(worker), 1);
      follower?.threadDied(worker);
      core.backlit_worker_died(index);
    });
  };

  const spares = needsPageForThreads && !mayBlock ? SPARES_WITHOUT_PAGE : 1;
  if (core.backlit_open(workers, atOnce, spares, maxPending) < 0) {
    throw new Error('no thread could be started');
  }
  const terminateRevoked = () => {
    for (;;) {
      const index = core.backlit_worker_to_terminate();
      if (index < 0) return;
      const worker = threads.pthreads[core.backlit_worker_thread(index) >>> 0];
      worker.terminate();
      worker.awaitDeath();
    }
  };
  tickDeadlines(core, memory, true, terminateRevoked);

  onMessage(({ shutdown }) => {
    if (!shutdown) return;
    terminateRevoked();
    reply({ closed: true });
  });
  if (needsPageForThreads) {
    while (core.backlit_count(Count.SPARES) < spares)
      await new Promise((next) => setTimeout(next, 5));
  }
  reply({ memory, client: openRoom(core, mayBlock) });
}
