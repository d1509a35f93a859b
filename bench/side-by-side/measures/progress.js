/** Progress values from a loop that never yields: until the client has all of them. */
import { timeOf } from '../../measure.js';
import { more } from '../figure.js';

const EVENTS = 10000;

/** @type {import('../measures.js').Measure} */
export const progress = {
  figures: { rate: more('10,000 progress events', 'events/s') },
  needs: 'report',
  times: { warmUps: 3, repetitions: 9 },
  async measure({ report }) {
    let received = 0;
    const milliseconds = await timeOf(() => report(EVENTS, () => received++));
    if (received !== EVENTS) throw new Error(`${received} of ${EVENTS} events were received`);
    return { rate: (EVENTS / milliseconds) * 1000 };
  },
};
