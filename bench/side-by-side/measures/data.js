/** 16 MiB of doubles to a task and back, awaited. */
import { timeOf } from '../../measure.js';
import { less } from '../figure.js';
import { newShared } from '../peer.js';

const LENGTH = (16 << 20) / Float64Array.BYTES_PER_ELEMENT;
const LAST = 1 / 3;

/** @param {Float64Array} array as it came back */
function check(array) {
  if (array.length !== LENGTH || array[LENGTH - 1] !== LAST) throw new Error('damaged');
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
    const trips = quick ? 10 : 50;
    let { buffer } = new Float64Array(LENGTH).fill(LAST);
    const time = await timeOf(async () => {
      for (let trip = 0; trip < trips; trip++) buffer = await transfer(buffer);
    });
    check(new Float64Array(buffer));
    return { time: (time / trips) * 1000 };
  },
};

/** @type {import('../measures.js').Measure} */
export const shared = {
  figures: { time: less('16 MiB there and back, shared', 'µs') },
  times: { warmUps: 3, repetitions: 9 },
  async measure(pool, quick) {
    const trips = quick ? 10 : 50;
    const doubles = newShared(pool, LENGTH).fill(LAST);
    let back;
    const time = await timeOf(async () => {
      for (let trip = 0; trip < trips; trip++) back = await pool.call('echo', doubles);
    });
    check(back);
    return { time: (time / trips) * 1000 };
  },
};
