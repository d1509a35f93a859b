/** Many small tasks, submitted at once and all awaited. */
import { timeOf } from '../../measure.js';
import { more } from '../figure.js';

/** @param {import('../measures.js').Pool} pool @param {number} count */
export async function tasksPerSecond({ call }, count) {
  const milliseconds = await timeOf(async () => {
    const tasks = [];
    for (let index = 0; index < count; index++) tasks.push(call('increment', index));
    const results = await Promise.all(tasks);
    if (results.length !== count || results[count - 1] !== count) throw new Error('wrong results');
  });
  return (count / milliseconds) * 1000;
}

/** @type {import('../measures.js').Measure} */
export const throughput = {
  figures: { rate: more('20,000 tasks at once', 'tasks/s') },
  times: { warmUps: 3, repetitions: 9 },
  measure: async (pool, quick) => ({ rate: await tasksPerSecond(pool, quick ? 5000 : 20000) }),
};
