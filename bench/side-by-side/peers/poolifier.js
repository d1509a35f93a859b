/**
 * poolifier. A task ends early only if it looks at its signal, and its results are always copied: no
 * cancel of a loop, no transfer back.
 */
import { fileURLToPath } from 'node:url';
import { FixedThreadPool } from 'poolifier';
import { poolOf } from './poolifier-pool.js';

const script = fileURLToPath(new URL('../workers/poolifier.js', import.meta.url));

/** @param {number} size */
export const open = (size) => poolOf(new FixedThreadPool(size, script), size);
