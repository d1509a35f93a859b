/**
 * A task that is to run every 50 ms, 100 times: first while the client's thread is idle, then while it is
 * busy for 120 of each 200 ms. backlit repeats it by itself (`scheduleInterval()`); with the others one calls
 * it in a `setInterval()` of the client. A tick is when the task runs in its worker, by the worker's clock.
 *
 * - late: how far a tick is from the first point of the grid (start + k * 50 ms) that no earlier one has
 *   served;
 * - drift: of the last tick: its time from the start, less 50 ms for each tick that there was;
 * - missed: how many ticks there were too few.
 */
import { driftOf, lateness } from '../../interval-ticks.js';
import { beBusyFor, pause, quantile } from '../../measure.js';
import { less } from '../figure.js';
import { now } from '../jobs.js';
import { repeat } from '../peer.js';

const PERIOD = 50; // ms
const TICKS = 100;
const CYCLE = 200; // ms
const BUSY = 120; // ms of each cycle
const PRECISION = 0.2; // ms, of two clocks

const beIdle = () => pause(CYCLE);

function beBusy() {
  beBusyFor(BUSY);
  return pause(CYCLE - BUSY);
}

/** @param {import('../measures.js').Pool} pool */
async function checkClock({ call }) {
  const before = now();
  const there = await call('now');
  if (there < before - PRECISION || there > now() + PRECISION) {
    throw new Error("a worker's clock differs");
  }
}

/**
 * @param {import('../measures.js').Pool} pool
 * @param {number} count
 * @param {() => Promise<unknown>} meanwhile what the client does, again and again
 */
async function tick(pool, count, meanwhile) {
  const start = now();
  const repeated = repeat(pool, PERIOD, 'now');
  const end = (count + 0.5) * PERIOD;
  while (now() - start < end) await meanwhile();
  const times = await repeated.stop();
  const ticks = times
    .map((time) => time - start)
    .filter((time) => time < end)
    .sort((a, b) => a - b);
  if (ticks.length === 0) throw new Error('no tick came');
  return {
    late: quantile(lateness(ticks, PERIOD).map(Math.abs), 0.99),
    drift: Math.abs(driftOf(ticks, PERIOD)),
    missed: count - ticks.length,
  };
}

/** @type {import('../measures.js').Measure} */
export const interval = {
  figures: {
    late: less('every 50 ms: off its time by, p99', 'ms'),
    drift: less('every 50 ms: drift of the last tick', 'ms'),
    lateIfBusy: less('every 50 ms, client busy: off its time by, p99', 'ms'),
    driftIfBusy: less('every 50 ms, client busy: drift of the last tick', 'ms'),
    missedIfBusy: less('every 50 ms, client busy: ticks missed, of 100', ''),
  },
  times: { warmUps: 0, repetitions: 3 },
  async measure(pool, quick) {
    const count = quick ? 20 : TICKS;
    await checkClock(pool);
    const idle = await tick(pool, count, beIdle);
    const busy = await tick(pool, count, beBusy);
    return {
      late: idle.late,
      drift: idle.drift,
      lateIfBusy: busy.late,
      driftIfBusy: busy.drift,
      missedIfBusy: (busy.missed / count) * TICKS,
    };
  },
};
