/** What runs on the workers. */
import { current, fraction, progress, signal } from 'backlit/task';
import { tabulate } from '../../statistics.js';
import { bootstrap } from './bootstrap.js';

/** Counts flights by distance and delay. */
export function count(bytes) {
  return tabulate(bytes, (flights, done) => {
    progress(flights);
    fraction(done);
  });
}

/** How sure is a mean delay? Draws the flights of one range again, many times. */
export function confidence(table, row, rounds) {
  return bootstrap(table, row, rounds, (done) => {
    fraction(done);
    signal.throwIfAborted();
  });
}

/** Asks the server for a file's size; the first attempts lose their connection. */
export async function ask(url, failures, calls) {
  const task = current();
  const attempt = ++calls[0];
  task.progress(attempt);
  const response = await fetch(url, { method: 'HEAD', signal: task.signal });
  if (attempt <= failures) throw new ConnectionLost(`attempt ${attempt} was cut off`);
  return Number(response.headers.get('Content-Length'));
}

class ConnectionLost extends Error {
  name = 'ConnectionLost';
}

/** The time. Async functions have a worker of their own: this one never waits for those that compute. */
export async function tick() {
  return performance.timeOrigin + performance.now();
}

/** Neither ends nor asks whether it should. */
export function spin() {
  while (true);
}

/** Does nothing, for as long as the page is open. */
export async function wait() {
  await current().sleep(1e6);
}
