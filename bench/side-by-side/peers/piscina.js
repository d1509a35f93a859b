/** Piscina, with the queue that its manual recommends for many tasks, and without its own measurements. */
import { FixedQueue, move, Piscina } from 'piscina';
import { openPool } from './piscina-pool.js';

const filename = new URL('../workers/piscina.js', import.meta.url).href;

/** @param {number} size */
export function open(size) {
  const pool = new Piscina({
    filename,
    minThreads: size,
    maxThreads: size,
    taskQueue: new FixedQueue(),
    recordTiming: false,
  });
  return openPool(pool, size, move);
}
