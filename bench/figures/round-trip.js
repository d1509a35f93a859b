/**
 * One task after the other: how long until `x => x + 1` has its answer.
 *
 * A browser's clock shows steps of 5 µs or more. So p50 is the median over groups of ten trips in a row of
 * their mean; p99 is of single trips.
 */
import { increment, jobs, run } from '../peers/backlit.js';
import { inTurn, median, quantile, ratioAtMost, row } from '../measure.js';

const GROUP = 10;

/** @param {import('../portable.js').Bench} bench */
export async function roundTrip({ ours, raw, host, quick }) {
  const trips = quick ? 200 : 1000;
  const measure = async (/** @type {(x: number) => any} */ call) => {
    const single = [];
    const means = [];
    for (let index = 0; index < trips; index += GROUP) {
      const groupStart = performance.now();
      for (let trip = 0; trip < GROUP; trip++) {
        const start = performance.now();
        await call(index + trip);
        single.push((performance.now() - start) * 1000);
      }
      means.push(((performance.now() - groupStart) * 1000) / GROUP);
    }
    return { p50: median(means), p99: quantile(single, 0.99) };
  };
  const polled = (/** @type {any} */ task) => {
    while (!task.done);
    return task.result;
  };
  const result = await inTurn(
    { repetitions: quick ? 3 : 9 },
    {
      ours: () => measure((x) => ours.call('increment', x)),
      raw: () => measure((x) => raw.call('increment', x)),
      polled: () => measure((x) => polled(run(jobs.increment, x)) && undefined),
      kernel: () => measure((x) => polled(run(increment, x)) && undefined),
    },
  );
  const goal = { node: ratioAtMost(0.65), chromium: ratioAtMost(0.25) }[host.name];
  return [
    row('round trip, awaited, p50', 'µs', result.ours.p50, result.raw.p50, goal),
    row('round trip, awaited, p99', 'µs', result.ours.p99, result.raw.p99),
    row('round trip, polled, p50', 'µs', result.polled.p50, result.raw.p50),
    row('round trip, C kernel, polled, p50', 'µs', result.kernel.p50, result.raw.p50),
  ];
}
