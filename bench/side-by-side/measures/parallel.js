/** CPU-bound tasks at once, against one task that does the same one after the other. */
import { timeOf } from '../../measure.js';
import { more } from '../figure.js';

const TASKS = 8;

/** @type {import('../measures.js').Measure} */
export const parallel = {
  figures: { speedUp: more(`speed-up of ${TASKS} CPU-bound tasks`, 'times') },
  times: { warmUps: 1, repetitions: 5 },
  async measure({ call }, quick) {
    const rounds = quick ? 1e7 : 5e7;
    const one = await timeOf(() => call('computeAll', rounds, TASKS));
    const atOnce = await timeOf(() =>
      Promise.all(Array.from({ length: TASKS }, (_, index) => call('compute', rounds + index))),
    );
    return { speedUp: one / atOnce };
  },
};
