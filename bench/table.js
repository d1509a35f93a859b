/** Rows as text: for the terminal, and as Markdown. */

/** @typedef {import('./measure.js').Row} Row */

/** @param {number} number */
export function shownNumber(number) {
  if (Number.isNaN(number)) return '?';
  if (Math.abs(number) >= 1000) return Math.round(number).toLocaleString('en');
  if (Math.abs(number) >= 100) return number.toFixed(0);
  return number.toFixed(Math.abs(number) >= 10 ? 1 : 2);
}

/** @param {Row} row */
function shownGoal({ goal, unit }) {
  if (!goal) return '';
  const limit = goal.most ?? goal.least ?? 0;
  const sign = goal.most === undefined ? '≥' : '≤';
  return goal.of === 'ratio'
    ? `ratio ${sign} ${limit}`
    : `${sign} ${limit.toLocaleString('en')} ${unit}`;
}

/** @param {Row} row */
export function cells(row) {
  const { figure, unit, ours, other, against, ratio, met } = row;
  const beside = against === 'raw' ? '' : ` (${against})`;
  return [
    figure,
    shownGoal(row),
    `${shownNumber(ours)} ${unit}`,
    other === null ? '' : `${shownNumber(other)} ${unit}${beside}`,
    ratio === null ? '' : shownNumber(ratio),
    met === null ? '' : met ? 'yes' : 'no',
  ];
}

export const HEAD = ['figure', 'goal', 'ours', 'raw', 'ratio', 'met'];

/**
 * Text whose columns stand below each other.
 * @param {string[][]} rows
 */
export function aligned(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** @param {Row[]} rows */
const terminalTable = (rows) => aligned([HEAD, ...rows.map(cells)]);

/**
 * A table of Markdown.
 * @param {string[][]} rows the head, the rule below it, and the others
 */
export const markdown = (rows) => rows.map((row) => `| ${row.join(' | ')} |`).join('\n');

/** @param {Row[]} rows */
function markdownTable(rows) {
  const rule = HEAD.map((_, column) => (column < 2 ? '---' : '--:'));
  return markdown([HEAD, rule, ...rows.map(cells)]);
}

export const goalTable = { terminal: terminalTable, markdown: markdownTable };
