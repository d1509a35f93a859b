/**
 * 16 MiB of doubles to a task and back, awaited. Copied, it is one trip. Transferred or shared, which takes
 * less than a browser's clock and a sleeping thread let see, it is the mean of many in a row; some before
 * them wake the workers.
 */
import { timeOf } from '../../measure.js';
import { less } from '../figure.js';
import { newShared } from '../peer.js';

const LENGTH = (16 << 20) / Float64Array.BYTES_PER_ELEMENT;
const LAST = 1 / 3;
const WAKING = 4; // trips; some peers take the workers in turn

/** @param {Float64Array} array as it came back */
function check(array) {
  if (array.length !== LENGTH || array[LENGTH - 1] !== LAST) throw new Error('damaged');
}

/**
 * @param {boolean} quick
 * @param {() => Promise<unknown>} trip
 * @returns {Promise<number>} microseconds for each
 */
async function timeOfTrip(quick, trip) {
  const trips = quick ? 20 : 50;
  for (let first = 0; first < WAKING; first++) await trip();
  const milliseconds = await timeOf(async () => {
    for (let done = 0; done < trips; done++) await trip();
  });
  return (milliseconds / trips) * 1000;
}

/** @type {import('../measures.js').Measure} */
export const copied = {
  figures: { time: less('16 MiB there and back, copied', 'ms') },
  times: { warmUps: 3, repetitions: 9 },
  async measure({ call }) {
    const doubles = new Float64Array(LENGTH).fill(LAST);
    let back;
    const time = await timeOf(async () => (back = await call('echo', doubles)));
    check(back);
    return { time };
  },
};

/** @type {import('../measures.js').Measure} */
export const transferred = {
  figures: { time: less('16 MiB there and back, transferred', 'µs') },
  needs: 'transfer',
  times: { warmUps: 3, repetitions: 9 },
  async measure({ transfer }, quick) {
    let { buffer } = new Float64Array(LENGTH).fill(LAST);
    const time = await timeOfTrip(quick, async () => (buffer = await transfer(buffer)));
    check(new Float64Array(buffer));
    return { time };
  },
};

/** @type {import('../measures.js').Measure} */
export const shared = {
  figures: { time: less('16 MiB there and back, shared', 'µs') },
  times: { warmUps: 3, repetitions: 9 },
  async measure(pool, quick) {
    const doubles = newShared(pool, LENGTH).fill(LAST);
    let back;
    const time = await timeOfTrip(quick, async () => (back = await pool.call('echo', doubles)));
    check(back);
    return { time };
  },
};
