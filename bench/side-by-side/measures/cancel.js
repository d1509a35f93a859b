/**
 * The end of `while (true) {}`, in a pool of one worker that ten more tasks wait for. From the call of
 * cancel():
 *
 * - settled: until the library says that it has ended;
 * - next: until a task that is submitted right after it is done;
 * - dead: until it really computes no more; it keeps the time in shared memory;
 * - lost: how many of the ten never came back.
 */
import { pause, until } from '../../measure.js';
import { less } from '../figure.js';
import { now } from '../jobs.js';
import { newShared } from '../peer.js';

const OTHERS = 10;
const CLOCK = 0.01; // ms; less than that is not told
const QUIET = 150; // ms without a sign of life
const PATIENCE = 1000; // ms after the next task is done, for the ten

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
    const alive = newShared(pool, 1);
    const { cancel } = pool.spin(alive);
    await until(() => alive[0] > 0);
    let back = 0;
    for (let other = 0; other < OTHERS; other++) {
      pool.call('increment', other).then(
        () => back++,
        () => {},
      );
    }
    await pause(20);
    const start = now();
    const settling = Promise.resolve(cancel()).then(() => now() - start);
    await pool.call('increment', 1);
    const next = now() - start;
    const settled = await settling;
    await until(() => now() - alive[0] > QUIET);
    const dead = Math.max(CLOCK, alive[0] - start);
    for (let waited = 0; back < OTHERS && waited < PATIENCE; waited += 10) await pause(10);
    return { settled, next, dead, lost: OTHERS - back };
  },
};
