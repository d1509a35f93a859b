/** Runs the job that the address has (`?job=…`), in this page or in a worker of it. */
import { fail, runInBrowser } from './run-in-browser.js';

// Node answers when the tests may start, and never ends its answer: so it sees this page's end.
await fetch('/tests/harness/start');

const job = JSON.parse(new URL(location.href).searchParams.get('job'));
if (job.place.thread === 'worker') {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  worker.onerror = ({ message }) => fail(new Error(`The worker failed: ${message}`));
  worker.postMessage(job);
} else {
  await runInBrowser(job);
}
