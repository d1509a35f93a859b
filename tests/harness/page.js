/** Runs the suites that the address names (`?client=page|worker&suite=…`) and reports to Node. */
import { describeError } from './errors.js';
import { runSuites } from './runner.js';

// Node answers when the suites may start, and never ends its answer: so it sees this page's end.
const start = await fetch('start');
// Opened by hand, at a server that knows nothing of a start, the page reports to its console.
const report = start.ok ? post : console.log;

const parameters = new URL(location.href).searchParams;
const suites = parameters
  .getAll('suite')
  .map((file) => new URL(`../suite/${file}`, import.meta.url).href);

if (parameters.get('client') === 'worker') runInWorker();
else await runSuites(suites, report);

function runInWorker() {
  const worker = new Worker(new URL('./browser-worker.js', import.meta.url), { type: 'module' });
  worker.onmessage = async ({ data }) => {
    await report(data);
    worker.postMessage('reported');
  };
  worker.onerror = ({ message, filename, lineno }) => {
    const error = new Error(`The worker failed: ${message} (${filename}:${lineno})`);
    report({ type: 'done', error: describeError(error) });
  };
  worker.postMessage(suites);
}

/** Is answered when Node knows of the event. */
function post(event) {
  return fetch('report', { method: 'POST', body: JSON.stringify(event) });
}
