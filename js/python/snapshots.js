/**
 * In the supervisor: tells each worker how to boot Python. The first one makes a memory snapshot, for
 * which the others wait; it is kept across page loads, where the browser can.
 */
import { onMessageFrom } from '../worker/platform.js';

/** @typedef {import('./boot.js').BootOrder} BootOrder */
/** @typedef {import('./boot.js').PythonSettings} PythonSettings */

const CACHE = 'backlit-python';

export class Snapshots {
  #settings;
  /** Undefined: not made yet; null: there is none that works. @type {Uint8Array | null | undefined} */
  #snapshot;
  /** The worker that makes it. @type {any} */
  #maker;
  /** @type {any[]} */
  #waiting = [];
  #isRead;

  /** @param {PythonSettings} settings */
  constructor(settings) {
    this.#settings = settings;
    this.#isRead = this.#read();
  }

  /**
   * Serves a new thread.
   * @param {any} worker
   */
  serve(worker) {
    onMessageFrom(worker, async ({ asksForBootOrder, snapshot }) => {
      if (asksForBootOrder) {
        await this.#isRead;
        this.#waiting.push(worker);
        this.#answer();
      } else if (snapshot !== undefined) {
        this.#snapshot = snapshot;
        this.#answer();
        await this.#keep(snapshot);
      }
    });
  }

  /**
   * A worker is dead. If it was to make the snapshot, another one does.
   * @param {any} worker
   */
  forget(worker) {
    this.#waiting = this.#waiting.filter((each) => each !== worker);
    if (this.#maker !== worker) return;
    this.#maker = undefined;
    this.#answer();
  }

  #answer() {
    while (this.#waiting.length > 0) {
      if (this.#snapshot === undefined && this.#maker !== undefined) return;
      const worker = this.#waiting.shift();
      const makesSnapshot = this.#snapshot === undefined;
      if (makesSnapshot) this.#maker = worker;
      /** @type {BootOrder} */
      const bootOrder = {
        settings: this.#settings,
        snapshot: this.#snapshot ?? undefined,
        makesSnapshot,
      };
      worker.postMessage({ bootOrder });
    }
  }

  /** The address under which it is kept: nobody serves anything there. */
  get #address() {
    return `https://backlit/${encodeURIComponent(this.#settings.identity)}`;
  }

  async #read() {
    try {
      const cache = await globalThis.caches?.open(CACHE);
      const kept = await cache?.match(this.#address);
      if (kept === undefined) return;
      const bytes = new Uint8Array(await kept.arrayBuffer());
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      this.#snapshot = shared;
    } catch (error) {
      console.warn('backlit: the snapshot of Python could not be read:', error);
    }
  }

  /** @param {Uint8Array | null} snapshot */
  async #keep(snapshot) {
    try {
      const cache = await globalThis.caches?.open(CACHE);
      if (cache === undefined) return;
      for (const old of await cache.keys()) await cache.delete(old);
      if (snapshot !== null) await cache.put(this.#address, new Response(snapshot.slice()));
    } catch (error) {
      console.warn('backlit: the snapshot of Python could not be kept:', error);
    }
  }
}
