/**
 * Keeps the figures: results.json, and made from it results.md and what README quotes. What was not measured
 * now stays.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { quotes, withQuotes } from './quotes.js';
import { peerTable } from './side-by-side/table.js';
import { goalTable } from './table.js';

const json = new URL('./results.json', import.meta.url);
const markdown = new URL('./results.md', import.meta.url);
const readme = new URL('../README.md', import.meta.url);

const peers = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));

/**
 * @typedef {{ version: string, date: string, load: number, rows: any[] }} Part
 *   its rows are for the table of its place
 * @typedef {{ machine: string, parts: Record<string, Part> }} Results
 */

const machine = () => {
  const all = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${all.length} cores, ${all[0].model.trim()}, ${memory} GiB, ${type()} ${release()}`;
};

/** How busy the machine was before the benchmark, in running threads. */
export const loadBefore = () => Math.round(loadavg()[0] * 10) / 10;

const isOfPeers = (/** @type {string} */ place) => place.startsWith('peers-');

/** @param {string} place */
export const tableOf = (place) => (isOfPeers(place) ? peerTable : goalTable);

/**
 * @param {Record<string, Part>} measured
 * @param {string[]} places in the order of the file
 */
export function keep(measured, places) {
  const known = existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')) : { parts: {} };
  const all = { ...known.parts, ...measured };
  const parts = Object.fromEntries(
    places.flatMap((name) => (all[name] ? [[name, all[name]]] : [])),
  );
  const results = { machine: machine(), parts };
  writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(markdown, textOf(results));
  writeFileSync(readme, withQuotes(readFileSync(readme, 'utf8'), quotes(results)));
}

/** @param {Results} results */
function textOf({ machine, parts }) {
  const sectionsOf = (/** @type {boolean} */ ofPeers) =>
    Object.entries(parts)
      .filter(([name]) => isOfPeers(name) === ofPeers)
      .map(([name, { version, date, load, rows }]) =>
        [
          `### ${name}`,
          `${version}, ${date}, load before: ${load}`,
          tableOf(name).markdown(rows),
        ].join('\n\n'),
      )
      .join('\n\n');
  const versions = Object.entries(peers.devDependencies).map(
    ([name, version]) => `${name} ${version}`,
  );
  return `# Figures

Written by \`npm run bench\`. Machine: ${machine}.

## Side by side

backlit beside what one would take instead, in the same run: ${versions.join(', ')}; \`raw\` is what one
writes without a library. Each has a pool of 2, configured as its manual advises and warmed up; they are
measured in turn. A figure is a median, with half the distance of its quartiles, or both of them in brackets.
The best of the others is **bold**. "not supported" is what a library cannot do. How each figure is measured is
said at the top of its file in \`bench/side-by-side\`, of Python in \`bench/side-by-side/python\`.

Of Python there are three tables: two in Pyodide, which is all that a browser has, and one on CPython, which
computes several times as fast, and whose threads share what others have to copy; its last column is backlit in
Pyodide, not a peer. Of pyodide-pool only the Python half is published; the JavaScript below it is ours, as little
as that half asks for. Many tasks at once are one batch there, with one result. streamtree starts a thread for each
task. Where \`concurrent.futures\` and pyodide-pool have no progress, it is a queue or a \`BroadcastChannel\` by
hand; where a process pool has no cancel, its processes are killed and others started.

${sectionsOf(true)}

## Against goals

\`raw\` is two plain workers, one message per task, a promise per id. Both were measured in the same run, in
turn, after a warm-up; each figure is a median. \`ratio\` is ours / raw. Goals are printed, not asserted: a busy
machine misses some. What each figure means is said at the top of its file in \`bench/figures\`, of Python in
\`bench/python\`; beside Python is asynclit 0.2.2 on CPython, on threads.

${sectionsOf(false)}
`;
}
