/** The figures of Python. How each is measured is said above the function of its name in measures.py. */
import { less, more } from '../figure.js';

/** @param {string} name @param {Omit<import('../measures.js').Measure, 'measure'>} rest */
const measureOf = (name, rest) => ({
  needs: /** @type {any} */ (name),
  ...rest,
  measure: (/** @type {any} */ pool, /** @type {boolean} */ quick) => pool[name](quick),
});

/** @type {Record<string, import('../measures.js').Measure>} */
export const measures = Object.fromEntries(
  Object.entries({
    round_trip: {
      figures: {
        p50: less('from the call to the result, p50', 'µs'),
        p99: less('from the call to the result, p99', 'µs'),
      },
      times: { warmUps: 2, repetitions: 7 },
    },
    throughput: {
      figures: { rate: more('2,000 tasks at once', 'tasks/s') },
      times: { warmUps: 1, repetitions: 7 },
    },
    parallel: {
      figures: { speed_up: more('speed-up of 4 CPU-bound tasks', 'times') },
      times: { warmUps: 1, repetitions: 5 },
    },
    progress: {
      figures: { rate: more('10,000 progress events', 'events/s') },
      times: { warmUps: 2, repetitions: 7 },
    },
    cancel: {
      figures: {
        settled: less('cancel of a loop: settled after', 'ms'),
        next: less('cancel of a loop: next task done after', 'ms'),
        lost: less('cancel of a loop: other tasks lost, of 10', ''),
      },
      size: 1,
      times: { warmUps: 1, repetitions: 7 },
    },
    data: {
      figures: {
        there: less('8 MB of numpy to a task, its sum back', 'ms'),
        back: less('8 MB of numpy to a task and back', 'ms'),
      },
      times: { warmUps: 1, repetitions: 7 },
    },
    boot: {
      figures: {
        plain: less('a further worker, booted plainly', 'ms'),
        snapshot: less('a further worker, from a snapshot', 'ms'),
      },
      times: { warmUps: 1, repetitions: 5 },
    },
  }).map(([name, rest]) => [name, measureOf(name, rest)]),
);
