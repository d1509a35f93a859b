import { diagnose, remote, shutdown, start } from '../../js/index.js';
import { environment } from './environment.js';
import { waitFor, waitForBlocking } from './wait-for.js';

/** The jobs that suites run in workers. @type {any} */
export const jobs = remote(new URL('../suite/jobs/jobs.js', import.meta.url));

/**
 * A runtime of this test's own, which ends with it.
 *
 * @param {{ after(cleanUp: () => any): void }} context
 * @param {import('../../js/runtime.js').StartOptions} [options]
 */
export async function runtime(context, options = {}) {
  context.after(shutdown);
  await start({ workers: 2, ...options });
}

/** Waits until all workers that were asked for, and the spare, are there. */
export async function fullPool(workers = 2) {
  await waitFor(() => isFull(workers), 'a full pool and a spare');
}

/** The same for a client that never returns to its event loop. */
export function fullPoolBlocking(workers = 2) {
  // In Firefox no thread can start while the page's own one is blocked: the spares are all there is.
  const noNewThreads = environment.name === 'firefox' && environment.client === 'page';
  waitForBlocking(
    () => (noNewThreads ? diagnose().workers === workers : isFull(workers)),
    'a full pool and a spare',
  );
}

function isFull(workers) {
  const { workers: there, spares, booting, zombies } = diagnose();
  return there === workers && spares >= 1 && booting === 0 && zombies === 0;
}
