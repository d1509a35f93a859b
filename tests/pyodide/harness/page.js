/** Runs the job that the address has (`?job=…`), in this page or in a worker of it. */
import { runInBrowser } from './run-in-browser.js';

// Node answers when the tests may start, and never ends its answer: so it sees this page's end.
await fetch('/tests/harness/start');

const job = JSON.parse(new URL(location.href).searchParams.get('job'));
if (job.place.thread === 'worker') {
  new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }).postMessage(job);
} else {
  await runInBrowser(job);
}
