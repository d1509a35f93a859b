/** The Python package inside Pyodide, inside Chromium. */
import { test } from 'node:test';
import { runPage } from '../browser/run-in-browser.js';
import { isWanted, jobFor, nameOf } from './harness/job.js';

/** @type {import('./harness/job.js').Place[]} */
const PLACES = [
  { pyodide: '0.27.7', host: 'chromium', thread: 'main' },
  { pyodide: '0.27.7', host: 'chromium', thread: 'worker' },
  { pyodide: '314.0.7', host: 'chromium', thread: 'worker' },
  { pyodide: '0.27.7', host: 'chromium', thread: 'main', isolated: false },
];

for (const place of PLACES.filter(isWanted)) {
  test(nameOf(place), async (context) => {
    const job = encodeURIComponent(JSON.stringify(jobFor(place)));
    const page = `tests/pyodide/harness/page.html?job=${job}`;
    await runPage(context, 'chromium', page, { isolated: place.isolated });
  });
}
