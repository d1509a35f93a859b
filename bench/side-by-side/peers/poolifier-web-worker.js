/** poolifier-web-worker: as poolifier. */
import { FixedThreadPool } from 'poolifier-web-worker';
import { poolOf } from './poolifier-pool.js';

const script = new URL('../workers/poolifier-web-worker.js', import.meta.url);

/** @param {number} size */
export const open = (size) => poolOf(new FixedThreadPool(size, script), size);
