/** The comparison as a table: one row a figure, one column a peer, backlit first, the best peer in bold. */
import { aligned, markdown, shownNumber } from '../table.js';

/** @typedef {import('./compare.js').Line} Line */

const OURS = 'backlit';

/** @param {import('./compare.js').Cell} cell @returns {number | undefined} */
const numberOf = (cell) => (typeof cell === 'object' && 'median' in cell ? cell.median : undefined);

/** The name of the best of the others. @param {Line} line */
export function bestPeer({ cells, better }) {
  const sign = better === 'less' ? 1 : -1;
  return Object.keys(cells)
    .filter((name) => !name.startsWith(OURS) && numberOf(cells[name]) !== undefined)
    .sort((a, b) => sign * (numberOf(cells[a]) - numberOf(cells[b])))[0];
}

/** How many times as good as the best peer backlit is; undefined if it or all others cannot do it. */
export function advantage(/** @type {Line} */ line) {
  const [ours, best] = [OURS, bestPeer(line)].map((name) => numberOf(line.cells[name]));
  if (ours === undefined || best === undefined) return undefined;
  if (ours === best) return 1; // both may be 0
  return line.better === 'less' ? best / ours : ours / best;
}

/** @param {number | undefined} times */
export function shownAdvantage(times) {
  if (times === undefined) return '';
  if (times > 0.95 && times < 1.05) return 'the same';
  if (times === Infinity) return 'better';
  if (times === 0) return 'worse';
  return times >= 1 ? `${shownNumber(times)} × better` : `${shownNumber(1 / times)} × worse`;
}

/** A median and how far the quartiles lie around it: as a part of it or, if that is much, themselves. */
export function shownCell(/** @type {import('./compare.js').Cell} */ cell) {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  if ('failed' in cell) return `failed: ${cell.failed}`;
  const { median, low, high } = cell;
  const spread = (high - low) / 2 / median;
  if (high === low || spread < 0.005) return shownNumber(median);
  if (spread < 0.5) return `${shownNumber(median)} ±${Math.round(spread * 100)} %`;
  return `${shownNumber(median)} (${shownNumber(low)}–${shownNumber(high)})`;
}

/** @param {Line[]} lines @param {(text: string) => string} emphasize */
function rowsOf(lines, emphasize) {
  const names = [...new Set(lines.flatMap(({ cells }) => Object.keys(cells)))];
  return [
    ['measure', ...names, 'backlit beside the best of the others'],
    ...lines.map((line) => {
      const best = bestPeer(line);
      return [
        line.unit ? `${line.title}, ${line.unit}` : line.title,
        ...names.map((name) => {
          const text = shownCell(line.cells[name]);
          return name === best ? emphasize(text) : text;
        }),
        shownAdvantage(advantage(line)),
      ];
    }),
  ];
}

/** @param {Line[]} lines */
function terminalText(lines) {
  return aligned(rowsOf(lines, (text) => `*${text}`));
}

/** @param {Line[]} lines */
function markdownText(lines) {
  const [head, ...rows] = rowsOf(lines, (text) => `**${text}**`);
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return markdown([head, rule, ...rows]);
}

export const peerTable = { terminal: terminalText, markdown: markdownText };
