/** The Python package inside Pyodide, inside Node. */
import { test } from 'node:test';
import { Relay } from '../harness/relay.js';
import { isWanted, jobFor, nameOf } from './harness/job.js';
import { runInNode } from './harness/run-in-node.js';

/** @type {import('./harness/job.js').Place[]} */
const PLACES = [
  { pyodide: '0.27.7', host: 'node', thread: 'main' },
  { pyodide: '0.29.5', host: 'node', thread: 'worker' },
  { pyodide: '314.0.7', host: 'node', thread: 'main' },
];

for (const place of PLACES.filter(isWanted)) {
  test(nameOf(place), async (context) => {
    const relay = new Relay(context);
    runInNode(context, jobFor(place), relay);
    await relay.finish();
  });
}
