/**
 * Telling that a worker's thread is dead beyond doubt. Browsers have no event for it, but they release
 * the Web Locks of a thread when it is really gone: each worker holds one, and the supervisor waits
 * for it. Node has the event.
 */
import { isNode, onMessageFrom, post } from './platform.js';

/** In the worker, before it runs anything: takes the lock and names it to the supervisor. */
export async function holdLifeLock() {
  if (isNode || !globalThis.navigator?.locks) return;
  const name = `backlit-${crypto.randomUUID()}`;
  await new Promise((held) => {
    navigator.locks.request(name, () => new Promise(() => held(undefined)));
  });
  post({ lifeLock: name });
}

/**
 * In the supervisor.
 * @param {any} worker
 * @param {(error?: unknown) => void} died called once
 */
export function onDeath(worker, died) {
  if (isNode) {
    worker.on('exit', () => died());
    worker.onerror = () => {}; // told by `exit`; Emscripten's own handler would throw here
    return;
  }
  let booted = false;
  onMessageFrom(worker, ({ lifeLock }) => {
    if (!lifeLock) return;
    booted = true;
    navigator.locks.request(lifeLock, () => died());
  });
  worker.onerror = (/** @type {ErrorEvent} */ event) => {
    event.preventDefault();
    console.error(`Uncaught in a worker: ${event.message} (${event.filename}:${event.lineno})`);
    if (booted) return;
    worker.terminate();
    died();
  };
}
