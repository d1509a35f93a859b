/**
 * The comparison of Python, by the figures of bench/python/both.py: backlit in Pyodide, on Node, beside what
 * runs on CPython: backlit itself, asynclit, and the two executors of `concurrent.futures`. A pool of 2;
 * asynclit chooses its own. CPython computes several times as fast as Pyodide, so that is what most of these
 * compare; in a browser none of the others runs at all.
 */
import { measurePythonInNode } from '../hosts/python.js';
import { python } from '../../scripts/python.js';
import { run } from '../../scripts/shell.js';
import { valueOf } from './compare.js';
import { less, more } from './figure.js';

/** Beside backlit in Pyodide, by the names that native_peers.py knows. */
const natives = {
  'backlit on CPython': 'backlit',
  asynclit: 'asynclit',
  threads: 'threads',
  processes: 'processes',
};

/**
 * `title` is that of the row of bench/python/groups.js.
 * @type {{ figure: import('./measures.js').Figure, title: string, of: (numbers: any) => number }[]}
 */
const lines = [
  {
    figure: less('round trip, p50', 'µs'),
    title: 'round trip, polled, p50',
    of: ({ round_trip: { p50 } }) => p50 * 1e6,
  },
  {
    figure: less('round trip, p99', 'µs'),
    title: 'round trip, polled, p99',
    of: ({ round_trip: { p99 } }) => p99 * 1e6,
  },
  {
    figure: more('2,000 tasks at once', 'tasks/s'),
    title: '2,000 tasks at once, polled',
    of: ({ throughput: { polled } }) => polled,
  },
  {
    figure: more('speed-up of 4 CPU-bound tasks', 'times'),
    title: 'speed-up by that',
    of: ({ parallel: { speedup } }) => speedup,
  },
];

/**
 * @param {import('./node.js').Options} options
 * @param {import('./node.js').Report} report
 * @returns {Promise<string>} the version
 */
export async function comparePython({ quick }, report) {
  const figures = ['round_trip', 'throughput', 'parallel'];
  /** @type {Record<string, number[]>[]} by name, for each line */
  const samples = lines.map(() => ({}));
  let version;
  for (let turn = 0; turn < (quick ? 1 : 3); turn++) {
    version = await measurePythonInNode({ quick, figures }, (_, rows) => {
      for (const [index, { title }] of lines.entries()) {
        const found = rows.find(({ figure }) => figure === title);
        if (found) (samples[index].backlit ??= []).push(found.ours);
      }
    });
    for (const [name, library] of Object.entries(natives)) {
      const program = ['bench/python/native_peers.py', library, ...(quick ? ['--quick'] : [])];
      const numbers = JSON.parse(await run(python, program, { env: { PYTHONPATH: 'pyodide' } }));
      for (const [index, { of }] of lines.entries()) {
        (samples[index][name] ??= []).push(of(numbers));
      }
    }
  }
  await report(
    'python',
    lines.map(({ figure }, index) => ({
      ...figure,
      cells: Object.fromEntries(
        Object.entries(samples[index]).map(([name, list]) => [name, valueOf(list)]),
      ),
    })),
  );
  const native = (await run(python, ['--version'])).trim();
  return `${version}; CPython: ${native}`;
}
