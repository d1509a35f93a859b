/**
 * One look at a running task: is it running? Where that is no value but a message to the worker, until the
 * answer is here. workerpool's is a plain property that only tells whether the task has ended.
 */
import { timeOf } from '../../measure.js';
import { less } from '../figure.js';

/** @type {import('../measures.js').Measure} */
export const status = {
  figures: { time: less('one status read', 'ns') },
  needs: 'hold',
  times: { warmUps: 2, repetitions: 9 },
  async measure({ hold }, quick) {
    const held = await hold();
    const isMessage = typeof held.isRunning() !== 'boolean';
    const reads = (isMessage ? 1000 : 1e6) / (quick ? 10 : 1);
    let right = 0;
    const milliseconds = isMessage
      ? await timeOf(async () => {
          for (let read = 0; read < reads; read++) if (await held.isRunning()) right++;
        })
      : await timeOf(() => {
          for (let read = 0; read < reads; read++) if (held.isRunning()) right++;
        });
    if (right !== reads) throw new Error('a wrong answer');
    await held.end();
    return { time: (milliseconds / reads) * 1e6 };
  },
};
