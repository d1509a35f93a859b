import { describeError } from '../../harness/errors.js';
import { runTests } from './run-tests.js';

/**
 * Runs a job in this page or worker. Errors that nothing caught are a failure of the whole.
 *
 * @param {import('./run-tests.js').Job} job
 */
export async function runInBrowser(job) {
  addEventListener('error', ({ error, message }) => fail(error ?? new Error(message)));
  addEventListener('unhandledrejection', ({ reason }) => fail(reason));
  await runTests({ ...job, base: new URL('/', location.href).href }, send);
}

/**
 * Reports that the job as a whole failed.
 *
 * @param {unknown} error
 */
export function fail(error) {
  send(JSON.stringify({ type: 'done', error: describeError(error) }));
}

/**
 * Returns when Node has the event: a test may block this thread.
 *
 * @param {string} event
 */
function send(event) {
  const request = new XMLHttpRequest();
  request.open('POST', '/tests/harness/report', false);
  request.send(event);
}
