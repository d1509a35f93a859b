import { environment } from './environment.js';

const LIMIT = 30_000;
const POLL_INTERVAL = 1;

/**
 * Waits until a condition holds, leaving the event loop free.
 *
 * @template T
 * @param {() => T | Promise<T>} condition
 * @param {string} [message] says what was waited for
 * @returns {Promise<T>} the condition's first truthy value
 */
export async function waitFor(condition, message) {
  const check = deadline(message);
  for (;;) {
    const value = await condition();
    if (value) return value;
    check();
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
  }
}

/**
 * Waits until a condition holds, never returning to the event loop.
 *
 * @template T
 * @param {() => T} condition
 * @param {string} [message] says what was waited for
 * @returns {T} the condition's first truthy value
 */
export function waitForBlocking(condition, message) {
  const check = deadline(message);
  for (;;) {
    const value = condition();
    if (value) return value;
    check();
    if (environment.canBlock) block(POLL_INTERVAL);
  }
}

function deadline(message = 'the condition') {
  const start = performance.now();
  return () => {
    if (performance.now() - start > LIMIT) {
      throw new Error(`Waited ${LIMIT / 1000} s in vain for ${message}`);
    }
  };
}

function block(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
