/** One task after the other: how long until `x => x + 1` has its answer. */
import { increment, jobs, run } from '../peers/backlit.js';
import { inTurn, quantile, ratioAtMost, row } from '../measure.js';

/** @param {import('../portable.js').Bench} bench */
export async function roundTrip({ ours, raw, host, quick }) {
  const trips = quick ? 200 : 1000;
  const measure = async (/** @type {(x: number) => any} */ call) => {
    const samples = [];
    for (let index = 0; index < trips; index++) {
      const start = performance.now();
      await call(index);
      samples.push((performance.now() - start) * 1000);
    }
    return { p50: quantile(samples, 0.5), p99: quantile(samples, 0.99) };
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
