/**
 * What one writes without a library: plain workers, one message per task, in turn, a promise per id.
 */
const isNode = typeof process === 'object' && typeof process.versions?.node === 'string';
const script = new URL('./raw-worker.js', import.meta.url);

/** @param {(message: any) => void} receive */
async function createWorker(receive) {
  if (isNode) {
    const { Worker } = await import('node:worker_threads');
    return new Worker(script).on('message', receive);
  }
  const worker = new Worker(script, { type: 'module' });
  worker.onmessage = ({ data }) => receive(data);
  return worker;
}

/** @param {number} size of the pool */
export async function openRaw(size) {
  const waiting = new Map();
  let events = 0;
  const receive = ({ id, value }) => {
    if (id === undefined) return events++;
    const resolve = waiting.get(id);
    waiting.delete(id);
    resolve(value);
  };
  const workers = await Promise.all(Array.from({ length: size }, () => createWorker(receive)));
  let nextId = 0;
  let turn = 0;

  /** @param {string} name @param {any[]} list */
  function call(name, ...list) {
    return new Promise((resolve) => {
      const id = nextId++;
      waiting.set(id, resolve);
      turn = (turn + 1) % size;
      workers[turn].postMessage({ id, name, list });
    });
  }

  return {
    call,
    /** How many messages came that were not results. */
    eventCount: () => events,
    /** Ends all its workers; in Node it resolves when they are gone. */
    close: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}
