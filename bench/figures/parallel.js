/** CPU-bound tasks on 2 workers, against the same calls one after the other in one plain worker. */
import { openRaw } from '../peers/raw.js';
import { inTurn, ratioAtLeast, row, timeOf } from '../measure.js';

const TASKS = 8;

/** @param {import('../portable.js').Bench} bench */
export async function parallel({ ours, raw, quick }) {
  const single = await openRaw(1);
  const rounds = quick ? 2e7 : 1e8;
  const all = (/** @type {any} */ peer) =>
    Promise.all(Array.from({ length: TASKS }, (_, index) => peer.call('compute', rounds + index)));
  const perSecond = async (/** @type {() => unknown} */ work) => ({
    rate: (TASKS / (await timeOf(work))) * 1000,
  });
  const result = await inTurn(
    { repetitions: quick ? 3 : 7, warmUps: 1 },
    {
      ours: () => perSecond(() => all(ours)),
      raw: () => perSecond(() => all(raw)),
      single: () => perSecond(() => single.call('computeAll', rounds, TASKS)),
    },
  );
  await single.close();
  const figure = `${TASKS} CPU-bound tasks on 2 workers`;
  return [
    row(figure, '/s', result.ours.rate, result.single.rate, ratioAtLeast(1.8), 'one thread'),
    row(figure, '/s', result.ours.rate, result.raw.rate),
  ];
}
