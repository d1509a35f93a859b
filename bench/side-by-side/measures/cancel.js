/**
 * The end of `while (true) {}`, in a pool of one worker that ten more tasks wait for. From the call of
 * cancel():
 *
 * - settled: until the library says that it has ended;
 * - next: until a task that is submitted right after it is done;
 * - dead: until it has really stopped: the loop counts in shared memory;
 * - lost: how many of the ten never came back.
 */
import { pause, until } from '../../measure.js';
import { less } from '../figure.js';

const OTHERS = 10;
const QUIET = 150; // ms without counting: it has stopped
const PATIENCE = 1000; // ms after the next task is done, for the ten

const newCounter = (/** @type {number} */ length) => new Int32Array(new SharedArrayBuffer(4 * length));

/** @param {Int32Array} counter @param {number} start */
async function deathOf(counter, start) {
  let seen = Atomics.load(counter, 0);
  let last = performance.now();
  while (performance.now() - last < QUIET) {
    await pause(1);
    const now = Atomics.load(counter, 0);
    if (now !== seen) last = performance.now();
    seen = now;
  }
  return last - start;
}

/** @type {import('../measures.js').Measure} */
export const cancel = {
  figures: {
    settled: less('cancel of a loop: settled after', 'ms'),
    next: less('cancel of a loop: next task done after', 'ms'),
    dead: less('cancel of a loop: thread dead after', 'ms'),
    lost: less(`cancel of a loop: other tasks lost, of ${OTHERS}`, ''),
  },
  needs: 'spin',
  size: 1,
  times: { warmUps: 1, repetitions: 5 },
  async measure(pool) {
    const counter = (pool.newCounter ?? newCounter)(1);
    const { cancel } = pool.spin(counter);
    await until(() => Atomics.load(counter, 0) > 0);
    let back = 0;
    for (let other = 0; other < OTHERS; other++) {
      pool.call('increment', other).then(
        () => back++,
        () => {},
      );
    }
    await pause(20);
    const start = performance.now();
    const death = deathOf(counter, start);
    const settled = Promise.resolve(cancel()).then(() => performance.now() - start);
    await pool.call('increment', 1);
    const next = performance.now() - start;
    for (let waited = 0; back < OTHERS && waited < PATIENCE; waited += 10) await pause(10);
    return { settled: await settled, next, dead: await death, lost: OTHERS - back };
  },
};
