/** Reading a running task. */
import { run, taskJobs } from '../peers/backlit.js';
import { atMost, inTurn, row, timeOf, until } from '../measure.js';

/** @param {import('../portable.js').Bench} bench */
export async function status({ quick }) {
  const reads = quick ? 2e5 : 2e6;
  const task = run(taskJobs.hold);
  await until(() => task.status === 'RUNNING');
  const measure = async (/** @type {() => boolean} */ read) => {
    let right = 0;
    const milliseconds = await timeOf(() => {
      for (let index = 0; index < reads; index++) if (read()) right++;
    });
    if (right !== reads) throw new Error('a wrong answer');
    return { time: (milliseconds / reads) * 1e6 };
  };
  const result = await inTurn(
    { repetitions: 9 },
    {
      status: () => measure(() => task.status === 'RUNNING'),
      done: () => measure(() => !task.done),
      fraction: () => measure(() => task.fraction === null),
    },
  );
  task.cancel();
  await task.catch(() => {});
  return [
    row('task.status of a running task', 'ns', result.status.time, null, atMost(50)),
    row('task.done of a running task', 'ns', result.done.time, null, atMost(50)),
    row('task.fraction of a running task', 'ns', result.fraction.time),
  ];
}
