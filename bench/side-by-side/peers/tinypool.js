/** Tinypool. */
import { Tinypool } from 'tinypool';
import { openPool } from './piscina-pool.js';

const filename = new URL('../workers/tinypool.js', import.meta.url).href;

/** @param {number} size */
export function open(size) {
  const pool = new Tinypool({ filename, minThreads: size, maxThreads: size });
  return openPool(pool, size, Tinypool.move);
}
