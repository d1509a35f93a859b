/** How long does it take to read a task's status? Measured in every frame, for half a millisecond. */
import { options, remote } from 'backlit';

const jobs = remote(new URL('../parts/flights/jobs.js', import.meta.url));
const READS = 500; // between two looks at the clock
const BUDGET = 0.5; // milliseconds

export function startMeasuring() {
  const task = options({ name: 'Measured' }).run(jobs.wait); // as long as the page is open
  let nanoseconds = NaN;

  return function measure() {
    const begin = performance.now();
    let reads = 0;
    let elapsed;
    do {
      for (let read = 0; read < READS; read++) if (task.status === 'DONE') return NaN;
      reads += READS;
      elapsed = performance.now() - begin;
    } while (elapsed < BUDGET);
    const measured = (elapsed / reads) * 1e6;
    nanoseconds = Number.isNaN(nanoseconds) ? measured : nanoseconds * 0.97 + measured * 0.03;
    return nanoseconds;
  };
}
