/** Jobs that need the task they run in, so only backlit runs them. */
import { progress, sleepSync } from '../js/task.js';

export const hold = () => sleepSync(3600);

/** Gives the milliseconds from before the first event until after the last. */
export function report(count) {
  const start = performance.now();
  for (let index = 0; index < count; index++) progress(index);
  return performance.now() - start;
}
