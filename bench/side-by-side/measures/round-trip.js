/**
 * One task after the other, each awaited: `x => x + 1`.
 *
 * A browser's clock shows steps of 5 µs or more. So p50 is the median over groups of ten trips in a row of
 * their mean; p99 is of single trips.
 */
import { median, quantile } from '../../measure.js';
import { less } from '../figure.js';

const GROUP = 10;

/** @type {import('../measures.js').Measure} */
export const roundTrip = {
  figures: { p50: less('round trip, p50', 'µs'), p99: less('round trip, p99', 'µs') },
  times: { warmUps: 2, repetitions: 9 },
  async measure({ call }, quick) {
    const single = [];
    const means = [];
    for (let index = 0; index < (quick ? 200 : 1000); index += GROUP) {
      const groupStart = performance.now();
      for (let trip = 0; trip < GROUP; trip++) {
        const start = performance.now();
        await call('increment', index + trip);
        single.push((performance.now() - start) * 1000);
      }
      means.push(((performance.now() - groupStart) * 1000) / GROUP);
    }
    return { p50: median(means), p99: quantile(single, 0.99) };
  },
};
