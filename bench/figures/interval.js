/**
 * An interval of 10 ms beside the page's (in Node: the main thread's) own setInterval(), both at the same
 * time: first while that thread is idle, then while it is busy for 200 ms at a time.
 *
 * A tick of ours is when its task was queued. How late it is, and the drift: interval-ticks.js.
 */
import { driftOf, lateness } from '../interval-ticks.js';
import { jobs, scheduleInterval, TaskManager } from '../peers/backlit.js';
import { atMost, beBusyFor, pause, quantile, row } from '../measure.js';

const PERIOD = 10; // ms
const BUSY = 200; // ms

/** @param {number[]} ticks in milliseconds since the start */
function judge(ticks) {
  const late = lateness(ticks, PERIOD);
  return {
    p50: quantile(late, 0.5),
    p99: quantile(late, 0.99),
    max: Math.max(...late),
    drift: driftOf(ticks, PERIOD),
  };
}

/**
 * @param {number} milliseconds
 * @param {() => unknown} meanwhile what the thread does, again and again
 */
async function tickBoth(milliseconds, meanwhile) {
  const manager = new TaskManager({ maxCompleted: Infinity });
  const start = performance.now();
  const job = scheduleInterval(jobs.increment, { seconds: PERIOD / 1000, args: [1], manager });
  /** @type {number[]} */
  const rawTicks = [];
  const rawStart = performance.now();
  const timer = setInterval(() => rawTicks.push(performance.now() - rawStart), PERIOD);
  while (performance.now() - start < milliseconds) {
    await meanwhile();
  }
  clearInterval(timer);
  job.cancel();
  const epoch = performance.timeOrigin + start;
  const ticks = [...manager].map(({ timings }) => timings.queued * 1000 - epoch);
  return { ours: judge(ticks), raw: judge(rawTicks) };
}

const beIdle = () => pause(BUSY);

function beBusy() {
  beBusyFor(BUSY);
  return pause(0);
}

/** @param {import('../portable.js').Bench} bench */
export async function interval({ quick }) {
  const milliseconds = quick ? 2000 : 10000;
  await tickBoth(500, beIdle); // to warm up
  const idle = await tickBoth(milliseconds, beIdle);
  const busy = await tickBoth(milliseconds, beBusy);
  const rows = (/** @type {string} */ where, /** @type {typeof busy} */ { ours, raw }) => {
    const figure = (
      /** @type {'p50' | 'p99' | 'max' | 'drift'} */ key,
      /** @type {any} */ goal,
    ) => {
      const what = key === 'drift' ? 'drift' : `late by, ${key}`;
      return row(`${where}: ${what}`, 'ms', ours[key], raw[key], goal, 'setInterval');
    };
    return [
      figure('p50', null),
      figure('p99', atMost(4)),
      figure('max', null),
      figure('drift', atMost(PERIOD)),
    ];
  };
  const name = `interval of ${PERIOD} ms`;
  return [...rows(`${name}, thread idle`, idle), ...rows(`${name}, thread busy`, busy)];
}
