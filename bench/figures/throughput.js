/** Many small tasks that are submitted at once. */
import { increment, jobs, run } from '../peers/backlit.js';
import { atLeast, inTurn, ratioAtLeast, row, timeOf } from '../measure.js';

const OBJECT = { id: 1, name: 'abc', values: [1, 2, 3] };

/** @param {import('../portable.js').Bench} bench */
export async function throughput({ ours, raw, host, quick }) {
  const count = quick ? 5000 : 20000;
  const perSecond = async (/** @type {() => unknown} */ work) => ({
    rate: (count / (await timeOf(work))) * 1000,
  });
  const awaited = (/** @type {(index: number) => any} */ submit) =>
    perSecond(async () => {
      const tasks = [];
      for (let index = 0; index < count; index++) tasks.push(submit(index));
      const results = await Promise.all(tasks);
      if (results.length !== count || results.includes(undefined)) throw new Error('results lost');
    });
  const polled = (/** @type {(index: number) => any} */ submit) =>
    perSecond(() => {
      const tasks = [];
      for (let index = 0; index < count; index++) tasks.push(submit(index));
      for (const [index, task] of tasks.entries()) {
        while (!task.done);
        if (task.result !== index + 1) throw new Error('a wrong result');
      }
    });
  const result = await inTurn(
    { repetitions: quick ? 3 : 15, warmUps: 4 },
    {
      ours: () => awaited((index) => ours.call('increment', index)),
      raw: () => awaited((index) => raw.call('increment', index)),
      oursObject: () => awaited(() => ours.call('echo', OBJECT)),
      rawObject: () => awaited(() => raw.call('echo', OBJECT)),
      oursPolled: () => polled((index) => run(jobs.increment, index)),
      kernelPolled: () => polled((index) => run(increment, index)),
      kernelAwaited: () => awaited((index) => run(increment, index)),
    },
  );
  const times = result.raw.rate;
  const goal = { node: ratioAtLeast(3), chromium: ratioAtLeast(12) }[host.name];
  const objectGoal = { node: ratioAtLeast(1.5), chromium: ratioAtLeast(6) }[host.name];
  const many = `${count.toLocaleString('en')} tasks at once`;
  return [
    row(`${many}, awaited`, '/s', result.ours.rate, times, goal),
    row(
      `${many}, awaited, small object in and out`,
      '/s',
      result.oursObject.rate,
      result.rawObject.rate,
      objectGoal,
    ),
    row(`${many}, polled`, '/s', result.oursPolled.rate, times),
    row(`${many}, C kernel, polled`, '/s', result.kernelPolled.rate, times, atLeast(1.5e6)),
    row(`${many}, C kernel, awaited`, '/s', result.kernelAwaited.rate, times, atLeast(5e5)),
  ];
}
