/** What the tasks do, for every peer. */
export { compute, computeAll, echo, increment } from '../jobs.js';

/**
 * Never ends. Whether it still runs can be seen from outside.
 * @param {Int32Array} counter in shared memory
 */
export function spin(counter) {
  for (;;) Atomics.add(counter, 0, 1);
}
