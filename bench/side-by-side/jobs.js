/** What the tasks do, for every peer. */
export { compute, computeAll, echo, increment } from '../jobs.js';

/**
 * Never ends. When it was last alive can be read from outside.
 * @param {Float64Array} alive in shared memory: milliseconds since 1970
 */
export function spin(alive) {
  for (;;) alive[0] = now();
}

/** When it runs: milliseconds since 1970, by the worker's own clock. */
export const now = () => performance.timeOrigin + performance.now();
