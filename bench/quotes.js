/** What README quotes of the results: a few lines of the comparison, each beside the best of the others. */
import { advantage, bestPeer, shownAdvantage, shownCell } from './side-by-side/table.js';
import { markdown } from './table.js';

const MARKS = ['<!-- quoted from bench/results.md -->\n\n', '\n<!-- end of the quotes -->'];

const PLACES = { 'peers-node': 'Node', 'peers-chromium': 'Chromium' };

const TITLES = [
  'round trip, p50',
  '20,000 tasks at once',
  '10,000 progress events',
  'one status read',
  '16 MiB there and back, copied',
  'cancel of a loop: next task done after',
  'every 50 ms, client busy: off its time by, p99',
  'start-up until the first result, cold',
  'page weight, gzip',
];

const HEAD = ['Where', 'Measure', 'backlit', 'best of the others', 'backlit is'];

/** @param {{ parts: Record<string, { rows: any[] }> }} results */
export function quotes({ parts }) {
  const rows = Object.entries(PLACES).flatMap(([place, where]) =>
    TITLES.flatMap((title) => {
      const line = parts[place]?.rows.find((row) => row.title === title);
      return line === undefined ? [] : [rowOf(where, line)];
    }),
  );
  return markdown([HEAD, ['---', '---', '--:', '--:', '---'], ...rows]);
}

/** @param {string} where @param {import('./side-by-side/compare.js').Line} line */
function rowOf(where, line) {
  const best = bestPeer(line);
  return [
    where,
    `${line.title}, ${line.unit}`,
    shownCell(line.cells.backlit),
    `${shownCell(line.cells[best])}, ${best}`,
    shownAdvantage(advantage(line)),
  ];
}

/**
 * @param {string} readme
 * @param {string} table
 */
export function withQuotes(readme, table) {
  const [start, end] = MARKS.map((mark) => readme.indexOf(mark));
  if (start < 0 || end < 0) throw new Error('README.md has no place for the figures');
  return `${readme.slice(0, start + MARKS[0].length)}${table}\n${readme.slice(end)}`;
}
