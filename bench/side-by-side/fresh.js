/**
 * What needs a process or a page of its own for each repetition:
 *
 * - start-up: from before the library is loaded until a first result of a pool of 2 is here, cold; and
 *   once more after that pool was closed, warm;
 * - memory per worker: how much more the processes have with 6 workers than with 2, for each. All of them
 *   have computed;
 * - growth: tasks per second of 10², 10⁴ and 10⁶ tasks at once, and the most memory that the process had.
 *
 * Each gives numbers; memory is in MB.
 *
 * @typedef {object} Host
 * @property {() => Promise<number>} memory now, in bytes
 * @property {() => Promise<number>} [peakMemory]
 */
import { timeOf } from '../measure.js';
import { openReady } from './compare.js';
import { tasksPerSecond } from './measures/throughput.js';

const mega = (/** @type {number} */ bytes) => bytes / 1e6;

/** @type {Record<string, (load: () => Promise<import('./peer.js').Peer>, host: Host, argument: number) => Promise<Record<string, number>>>} */
export const inFresh = {
  async startUp(load) {
    let pool;
    const first = async () => {
      pool = await (await load()).open(2);
      if ((await pool.call('increment', 1)) !== 2) throw new Error('a wrong result');
    };
    const cold = await timeOf(first);
    await pool.close();
    return { cold, warm: await timeOf(first) };
  },

  async memory(load, { memory }, size) {
    const { call } = await openReady(load, size);
    const rounds = 1e7; // long enough that all workers have to help
    for (let time = 0; time < 2; time++) {
      await Promise.all(Array.from({ length: 3 * size }, () => call('compute', rounds)));
    }
    return { memory: mega(await memory()) };
  },

  async growth(load, { peakMemory }, count) {
    const pool = await openReady(load, 2);
    const rate = await tasksPerSecond(pool, count);
    return { rate, ...(peakMemory && { peak: mega(await peakMemory()) }) };
  },

  async workers(load, _host, size) {
    const pool = await openReady(load, size);
    await tasksPerSecond(pool, 20000);
    return { rate: await tasksPerSecond(pool, 20000) };
  },
};
