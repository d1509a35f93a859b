/** Keeps the figures: results.json, and results.md made from it. What was not measured now stays. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { markdownTable } from './table.js';

const json = new URL('./results.json', import.meta.url);
const markdown = new URL('./results.md', import.meta.url);

/**
 * @typedef {{ version: string, date: string, load: number, rows: import('./measure.js').Row[] }} Part
 * @typedef {{ machine: string, parts: Record<string, Part> }} Results
 */

const machine = () => {
  const all = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${all.length} cores, ${all[0].model.trim()}, ${memory} GiB, ${type()} ${release()}`;
};

/** How busy the machine was before the benchmark, in running threads. */
export const loadBefore = () => Math.round(loadavg()[0] * 10) / 10;

/** @param {Record<string, Part>} measured */
export function keep(measured) {
  const known = existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')) : { parts: {} };
  const results = { machine: machine(), parts: { ...known.parts, ...measured } };
  writeFileSync(json, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(markdown, textOf(results));
}

/** @param {Results} results */
function textOf({ machine, parts }) {
  const sections = Object.entries(parts).map(([name, { version, date, load, rows }]) =>
    [`## ${name}`, `${version}, ${date}, load before: ${load}`, markdownTable(rows)].join('\n\n'),
  );
  return `# Figures

Written by \`npm run bench\`. Machine: ${machine}.

\`raw\` is what one writes without a library: two plain workers, one message per task, a promise per id. Both
were measured in the same run, in turn, after a warm-up; each figure is a median. \`ratio\` is ours / raw. Goals
are printed, not asserted: a busy machine misses some. What each figure means is said at the top of its
file in \`bench/figures\`, of Python in \`bench/python\`; beside Python is asynclit 0.2.2 on CPython, on threads.

${sections.join('\n\n')}
`;
}
