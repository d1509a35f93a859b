/** What a RetryPolicy costs a task that succeeds, beside the same task without one. */
import { jobs, options, run } from '../peers/backlit.js';
import { inTurn, ratioAtMost, row, timeOf } from '../measure.js';

const retrying = options({ retry: { maxAttempts: 5, retryOn: [TypeError], baseDelay: 1 } });

/** @param {import('../portable.js').Bench} bench */
export async function retry({ quick }) {
  const trips = quick ? 200 : 1000;
  const measure = async (/** @type {(x: number) => any} */ call) => {
    const milliseconds = await timeOf(async () => {
      for (let index = 0; index < trips; index++) await call(index);
    });
    return { trip: (milliseconds / trips) * 1000 };
  };
  const polled = (/** @type {any} */ task) => {
    while (!task.done);
    return task.result;
  };
  const result = await inTurn(
    { repetitions: quick ? 5 : 25, warmUps: 4 },
    {
      awaited: () => measure((x) => run(jobs.increment, x)),
      awaitedRetrying: () => measure((x) => retrying.run(jobs.increment, x)),
      polled: () => measure((x) => polled(run(jobs.increment, x))),
      polledRetrying: () => measure((x) => polled(retrying.run(jobs.increment, x))),
    },
  );
  const rows = (/** @type {string} */ how, /** @type {any} */ ours, /** @type {any} */ other) =>
    row(
      `round trip, ${how}, with a RetryPolicy`,
      'µs',
      ours.trip,
      other.trip,
      ratioAtMost(1.1),
      'without',
    );
  return [
    rows('awaited', result.awaitedRetrying, result.awaited),
    rows('polled', result.polledRetrying, result.polled),
  ];
}
