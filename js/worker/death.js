/**
 * Telling that a worker's thread is dead beyond doubt. Browsers have no event for it, but they release
 * the Web Locks of a thread when it is really gone: each worker holds one, and the supervisor waits
 * for it. Node has the event.
 */
import { isNode, onMessageFrom, post } from './platform.js';

/** In the worker, before it runs anything: takes the lock that has its name, and says so. */
export async function holdLifeLock() {
  if (isNode) return;
  await new Promise((held) => {
    navigator.locks.request(self.name, () => new Promise(() => held(undefined)));
  });
  post({ isAlive: true });
}

/**
 * In the supervisor. Gives a function to be called when the worker was terminated: what it has posted
 * may be lost then.
 * @param {any} worker
 * @param {() => void} died may be called more than once
 */
export function onDeath(worker, died) {
  if (isNode) {
    worker.on('exit', died);
    worker.onerror = () => {}; // told by `exit`; Emscripten's own handler would throw here
    return () => {};
  }
  let isAwaited = false;
  const awaitDeath = () => {
    if (isAwaited) return;
    isAwaited = true;
    navigator.locks.request(worker.lifeLock, died);
  };
  onMessageFrom(worker, ({ isAlive }) => isAlive && awaitDeath());
  worker.onerror = (/** @type {ErrorEvent} */ event) => {
    event.preventDefault();
    console.error(`Uncaught in a worker: ${event.message} (${event.filename}:${event.lineno})`);
    if (isAwaited) return;
    worker.terminate();
    died();
  };
  return awaitDeath;
}
