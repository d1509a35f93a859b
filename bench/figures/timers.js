/** Starting 10,000 schedules that are due in an hour, and cancelling them, beside setInterval(). */
import { jobs, scheduleInterval, TaskManager } from '../peers/backlit.js';
import { inTurn, row, timeOf } from '../measure.js';

const TIMERS = 10000;
const HOUR = 3600; // s

/** @param {import('../portable.js').Bench} bench */
export async function timers({ quick }) {
  const manager = new TaskManager();
  const each = async (/** @type {() => any} */ arm, /** @type {(timer: any) => void} */ cancel) => {
    const list = /** @type {any[]} */ ([]);
    const arming = await timeOf(() => {
      for (let index = 0; index < TIMERS; index++) list.push(arm());
    });
    const cancelling = await timeOf(() => list.forEach(cancel));
    return { arming: (arming / TIMERS) * 1000, cancelling: (cancelling / TIMERS) * 1000 };
  };
  const { ours, raw } = await inTurn(
    { repetitions: quick ? 3 : 9 },
    {
      ours: () =>
        each(
          () => scheduleInterval(jobs.increment, { seconds: HOUR, args: [1], manager }),
          (job) => job.cancel(),
        ),
      raw: () => each(() => setInterval(() => {}, HOUR * 1000), clearInterval),
    },
  );
  const many = `each of ${TIMERS.toLocaleString('en')} schedules`;
  return [
    row(`${many}: starting it`, 'µs', ours.arming, raw.arming, null, 'setInterval'),
    row(`${many}: cancelling it`, 'µs', ours.cancelling, raw.cancelling, null, 'clearInterval'),
  ];
}
