/**
 * How long a page's frames take (p99, of the times that the browser gives them) while 8 CPU-bound tasks are
 * there and the state of each is read in every frame:
 *
 * - idle: nothing runs;
 * - raw: as many plain workers compute, and nobody asks them: what busy cores alone cost;
 * - ours: 8 tasks on the pool; on two cores two of them run and six wait, and all are read;
 * - Comlink, as many workers as the pool has: each computes and is asked four times in a frame;
 * - Comlink, 8 workers: what one has without a pool. Each is asked once in a frame.
 *
 * In Node there are no frames.
 */
import { timesOfFrames } from '../frame-times.js';
import { openComlink } from '../peers/comlink.js';
import { options, taskJobs } from '../peers/backlit.js';
import { inTurn, quantile, ratioAtMost, row, until } from '../measure.js';

const TASKS = 8;
const WORKERS = 2;

/**
 * @param {number} count of frames
 * @param {() => void} poll called in each frame
 * @returns {Promise<{ frame: number }>} milliseconds
 */
async function measureFrames(count, poll) {
  const { frames } = await timesOfFrames(count, poll);
  return { frame: quantile(frames, 0.99) };
}

/** @param {number} frames */
async function pollOurs(frames) {
  const tasks = Array.from({ length: TASKS }, () => options({}).run(taskJobs.busy));
  await until(() => tasks.filter(({ status }) => status === 'RUNNING').length === WORKERS);
  let seen = 0;
  const result = await measureFrames(frames, () => {
    for (const { status, fraction } of tasks) if (status === 'RUNNING' && fraction) seen++;
  });
  if (seen === 0) throw new Error('no task was seen running');
  for (const task of tasks) task.cancel();
  await until(() => tasks.every(({ done }) => done));
  return result;
}

/** @param {number} frames @param {import('../portable.js').Raw} raw */
async function pollNothing(frames, raw) {
  let isOver = false;
  const compute = async () => {
    while (!isOver) await raw.call('compute', 2e7);
  };
  // They go to the plain workers in turn.
  const computing = Array.from({ length: WORKERS }, compute);
  const result = await measureFrames(frames, () => {});
  isOver = true;
  await Promise.all(computing);
  return result;
}

/** @param {number} frames @param {number} workers */
async function pollComlink(frames, workers) {
  const { remotes, close } = await openComlink(workers);
  let seen = 0;
  const result = await measureFrames(frames, () => {
    for (let task = 0; task < TASKS; task++) {
      remotes[task % workers].state().then(({ status }) => {
        if (status === 'RUNNING') seen++;
      });
    }
  });
  if (seen === 0) throw new Error('no worker was seen running');
  close();
  return result;
}

/** @param {import('../portable.js').Bench} bench */
export async function frames({ raw, host, quick }) {
  if (host.name === 'node') return [];
  const count = quick ? 120 : 300;
  const result = await inTurn(
    { repetitions: quick ? 2 : 5, warmUps: 1 },
    {
      idle: () => measureFrames(count, () => {}),
      raw: () => pollNothing(count, raw),
      ours: () => pollOurs(count),
      pool: () => pollComlink(count, WORKERS),
      each: () => pollComlink(count, TASKS),
    },
  );
  const { idle, ours, pool, each } = result;
  const figure = `p99 frame, ${TASKS} CPU-bound tasks polled in each`;
  return [
    row(figure, 'ms', ours.frame, idle.frame, ratioAtMost(1.1), 'idle page'),
    row(figure, 'ms', ours.frame, result.raw.frame),
    row(figure, 'ms', ours.frame, pool.frame, null, `Comlink, ${WORKERS} workers`),
    row(figure, 'ms', ours.frame, each.frame, null, `Comlink, ${TASKS} workers`),
  ];
}
