/** Jobs that need the task they run in, so only backlit runs them. */
import { cancelRequested, fraction, progress, signal, sleepSync } from '../js/task.js';
import { compute } from './jobs.js';

export const hold = () => sleepSync(3600);

/** Gives the milliseconds from before the first event until after the last. */
export function report(count) {
  const start = performance.now();
  for (let index = 0; index < count; index++) progress(index);
  return performance.now() - start;
}

/** Computes until it is cancelled. */
export function busy() {
  for (let step = 0; !cancelRequested(); step++) {
    compute(1e6);
    fraction((step % 1000) / 1000);
  }
  signal.throwIfAborted();
}
