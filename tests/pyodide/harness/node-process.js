/**
 * A process of Node that runs a job, which its argument is as JSON, in its main thread or in a worker.
 * Events are written to file descriptor 3, at once: a test may block this thread.
 */
import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { runTests } from './run-tests.js';

const base = new URL('../../../', import.meta.url).href;
const job = isMainThread ? JSON.parse(process.argv[2]) : workerData;

if (isMainThread && job.place.thread === 'worker') {
  new Worker(new URL(import.meta.url), { workerData: job });
} else {
  await runTests({ ...job, base }, (event) => writeSync(3, `${event}\n`));
  // Pyodide's loop never clears a timer: those of asyncio.wait_for() would hold the process.
  process.exit();
}
