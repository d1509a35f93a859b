/** backlit, as the package is shipped. */
import {
  diagnose,
  options,
  remote,
  run,
  scheduleInterval,
  sharedArray,
  shutdown,
  start,
  TaskManager,
} from '../../../dist/index.js';
import { until } from '../../measure.js';

const jobs = remote(new URL('../jobs.js', import.meta.url));
const ownJobs = remote(new URL('../workers/backlit.js', import.meta.url));

/** @param {number} size */
export async function open(size) {
  await start({ workers: size, maxPending: 1 << 20 });
  await Promise.all(Array.from({ length: size }, () => run(jobs.increment, 1)));
  return {
    ready: () => until(() => diagnose().booting === 0),
    call: (name, ...list) => run(jobs[name], ...list),
    submit(name, ...list) {
      const task = run(jobs[name], ...list);
      return { result: task, isDone: () => task.done };
    },
    repeat(milliseconds, name) {
      const manager = new TaskManager({ maxCompleted: Infinity });
      const job = scheduleInterval(jobs[name], { seconds: milliseconds / 1000, manager });
      return {
        stop() {
          job.cancel();
          return Promise.all(manager);
        },
      };
    },
    newShared: (length) => sharedArray(Float64Array, length),
    async report(count, receive) {
      const task = run(ownJobs.report, count);
      await task;
      task.progress.forEach(receive);
    },
    spin(alive) {
      const task = options({ cancelGrace: 0 }).run(jobs.spin, alive);
      return {
        cancel: () => {
          task.cancel();
          return task.catch(() => {});
        },
      };
    },
    async hold() {
      const task = run(ownJobs.hold);
      while (task.status !== 'RUNNING') await new Promise((next) => setTimeout(next));
      return {
        isRunning: () => task.status === 'RUNNING',
        end() {
          task.cancel();
          return task.catch(() => {});
        },
      };
    },
    close: shutdown,
  };
}
