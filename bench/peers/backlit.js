/** backlit as a peer in the benchmark: what the package ships. */
import { diagnose, kernel, options, remote, run, shutdown, start } from '../../dist/index.js';

export const jobs = remote(new URL('../jobs.js', import.meta.url));
export const taskJobs = remote(new URL('../task-jobs.js', import.meta.url));
export const increment = kernel('increment');
export { diagnose, options, run };
export { scheduleInterval, sharedArray, TaskManager } from '../../dist/index.js';

/** @param {number} workers */
export async function openBacklit(workers) {
  await start({ workers });
  return {
    /** @param {string} name @param {any[]} list */
    call: (name, ...list) => run(jobs[name], ...list),
    close: shutdown,
  };
}
