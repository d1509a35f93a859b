/**
 * The JavaScript half of pyodide-pool 0.1.1. Its own is not published; this is the least that its Python half
 * and its description ask for: workers that each boot a plain Pyodide when they are first needed, a
 * queue of what waits for a free one, and a message there and back for each task, whose cloudpickles are
 * transferred. An error arrives as its text.
 *
 * @typedef {object} Waiting
 * @property {ArrayBuffer} payload
 * @property {string[]} packages of the distribution, which the client has loaded
 * @property {(result: ArrayBuffer) => void} resolve
 * @property {(error: Error) => void} reject
 */
import { onMessageFrom } from '../../../../js/worker/platform.js';
import { newWorker } from '../../../python/boot.js';

export class PyodidePool {
  /** @type {PoolWorker[]} */
  #idle = [];
  /** @type {Waiting[]} */
  #waiting = [];
  #started = 0;

  /**
   * @param {number} poolSize
   * @param {import('../../../python/client.js').Place} place
   */
  constructor(poolSize, place) {
    this.poolSize = poolSize;
    this.place = place;
  }

  /** @param {ArrayBuffer} payload @param {{ packages: string[] }} options */
  runPickled(payload, { packages }) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ payload, packages, resolve, reject });
      void this.#next();
    });
  }

  /** @param {ArrayBuffer[]} payloads @param {{ packages: string[] }} options */
  mapPickled(payloads, options) {
    return { promise: Promise.all(payloads.map((each) => this.runPickled(each, options))) };
  }

  async #next() {
    if (this.#waiting.length === 0) return;
    const worker = this.#idle.pop() ?? (await this.#start());
    if (!worker) return;
    const task = this.#waiting.shift();
    if (task) await worker.run(task);
    this.#idle.push(worker);
    void this.#next();
  }

  async #start() {
    if (this.#started === this.poolSize) return undefined;
    this.#started++;
    return startWorker(this.place);
  }

  /** Ends those that are idle. */
  terminate() {
    for (const worker of this.#idle.splice(0)) {
      worker.end();
      this.#started--;
    }
  }
}

/** @typedef {Awaited<ReturnType<typeof startWorker>>} PoolWorker */

/**
 * Resolves when it has Python.
 * @param {import('../../../python/client.js').Place} place
 */
export async function startWorker(place) {
  const worker = await newWorker(new URL('worker.js', import.meta.url));
  let receive;
  const answer = () => new Promise((resolve) => (receive = resolve));
  onMessageFrom(worker, (message) => receive(message));
  const ready = answer();
  worker.postMessage(place);
  await ready;
  return {
    /** @param {Waiting} task */
    async run({ payload, packages, resolve, reject }) {
      const answered = answer();
      worker.postMessage({ payload, packages }, [payload]);
      const { result, error } = await answered;
      if (error === undefined) resolve(result);
      else reject(new Error(error));
    },
    end: () => worker.terminate(),
  };
}
