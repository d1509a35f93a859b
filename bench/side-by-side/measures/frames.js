/**
 * 10,000 CPU-bound tasks, submitted at once to a pool of 2, and a render loop that reads in each frame of the
 * page which of them are done; most are not, until the last frame. A library's own state is read where a
 * value tells it: backlit's `task.done`, workerpool's `promise.pending`. Elsewhere a call is only a promise,
 * and one writes a flag, set in `.then`.
 *
 * - frame: how long a frame takes, of the times that the browser gives it;
 * - poll: how long it takes to read the state of all, in each frame;
 * - submission: until all calls have returned, for so long the page stands still. It is before the frames.
 *
 * Only in a page: in Node there are no frames.
 */
import { timesOfFrames } from '../../frame-times.js';
import { quantile } from '../../measure.js';
import { less } from '../figure.js';
import { compute } from '../jobs.js';
import { submit } from '../peer.js';

const TASKS = 10000;
const ROUNDS = 400000; // about 0.5 ms
const DIFFERENT = 8; // results

/** @type {import('../measures.js').Measure} */
export const frames = {
  figures: {
    frame: less('frame, 10,000 tasks polled in each, p99', 'ms'),
    poll: less('one poll of 10,000 tasks', 'ms'),
    submission: less('page stands still while 10,000 are submitted', 'ms'),
  },
  times: { warmUps: 1, repetitions: 3 },
  async measure(pool, quick) {
    const rounds = quick ? ROUNDS / 2 : ROUNDS;
    const start = performance.now();
    const tasks = Array.from({ length: TASKS }, (_, index) =>
      submit(pool, 'compute', rounds + (index % DIFFERENT)),
    );
    const submission = performance.now() - start;
    let done = 0;
    const times = await timesOfFrames(quick ? 60 : 120, () => {
      done = 0;
      for (const task of tasks) if (task.isDone()) done++;
    });
    const results = await Promise.all(tasks.map(({ result }) => result));
    if (done === 0 || done === TASKS) throw new Error(`${done} tasks were done in the last frame`);
    const right = Array.from({ length: DIFFERENT }, (_, index) => compute(rounds + index));
    if (!results.every((result, index) => result === right[index % DIFFERENT])) {
      throw new Error('wrong results');
    }
    if (!tasks.every((task) => task.isDone())) throw new Error('a wrong state');
    return { frame: quantile(times.frames, 0.99), poll: times.work, submission };
  },
};
