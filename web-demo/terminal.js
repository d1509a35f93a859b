/** What the demo draws in a terminal: live bars, tables, a picture. */
import { color } from './mandelbrot.js';
import { number } from './number.js';

const { stdout } = process;
const isLive = Boolean(stdout.isTTY);
const isColored = isLive && !process.env.NO_COLOR;

const styles = { plain: 0, bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };
const NAME_WIDTH = 16;
const BAR_WIDTH = 20;
const STATUS_WIDTH = 9;

const statusStyles = {
  PENDING: 'dim',
  RUNNING: 'cyan',
  DONE: 'green',
  ERROR: 'red',
  CANCELLED: 'yellow',
};

/**
 * @param {keyof styles} name
 * @param {string} text
 */
export function paint(name, text) {
  return isColored ? `\x1b[${styles[name]}m${text}\x1b[0m` : text;
}

/** @param {string} [line] */
export function print(line = '') {
  stdout.write(`${line}\n`);
}

export function heading(text) {
  print(`\n${paint('bold', text)}`);
}

/** @param {number} seconds */
export function duration(seconds) {
  return seconds < 1 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(2)} s`;
}

/** @param {(string | number)[][]} rows the first column is text, the others are numbers */
export function printTable(rows) {
  const cells = rows.map((row) => row.map(String));
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  for (const [index, row] of cells.entries()) {
    const line = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
    );
    print(`  ${paint(index === 0 ? 'dim' : 'plain', line.join('   '))}`);
  }
}

/**
 * A list of tasks that is drawn again and again in place. Where nobody looks (a file, a pipe) each
 * change of a status is a line instead.
 */
export class LiveList {
  #entries;
  #drawnLines = 0;
  #seen = new Map();

  /** @param {{ name: string, task: import('../js/index.js').Task, unit?: string }[]} entries */
  constructor(entries) {
    this.#entries = entries;
    if (isLive) stdout.write('\x1b[?25l');
  }

  draw() {
    if (isLive) this.#redraw();
    else this.#logChanges();
  }

  close() {
    this.draw();
    showCursor();
  }

  #redraw() {
    const lines = this.#fitting().map(entryLine);
    const back = this.#drawnLines > 0 ? `\x1b[${this.#drawnLines}A` : '';
    stdout.write(back + lines.map((line) => `\x1b[2K${line}\n`).join('') + '\x1b[J');
    this.#drawnLines = lines.length;
  }

  /** All entries, or, in a low window, those that are still of interest. */
  #fitting() {
    const room = Math.max((stdout.rows ?? 24) - 2, 1);
    if (this.#entries.length <= room) return this.#entries;
    const open = this.#entries.filter(({ task }) => !task.done);
    return [...open, ...this.#entries.filter(({ task }) => task.done)].slice(0, room);
  }

  #logChanges() {
    for (const entry of this.#entries) {
      const { status } = entry.task;
      if (this.#seen.get(entry) === status) continue;
      this.#seen.set(entry, status);
      if (status !== 'PENDING') print(`  ${entry.name}: ${status} ${note(entry)}`);
    }
  }
}

export function showCursor() {
  if (isLive) stdout.write('\x1b[?25h');
}

function entryLine(entry) {
  const { name, task } = entry;
  const { status } = task;
  const fraction = status === 'DONE' ? 1 : (task.fraction ?? 0);
  const style = statusStyles[status];
  const head = `  ${name.padEnd(NAME_WIDTH)} `;
  const room = (stdout.columns ?? 80) - head.length - BAR_WIDTH - STATUS_WIDTH - 4;
  const text = shortened(note(entry), room);
  return `${head}${bar(fraction, style)} ${paint(style, status.padEnd(STATUS_WIDTH))} ${text}`;
}

function bar(fraction, style) {
  const filled = Math.round(fraction * BAR_WIDTH);
  return paint(style, '━'.repeat(filled)) + paint('dim', '─'.repeat(BAR_WIDTH - filled));
}

function shortened(text, room) {
  return text.length <= room ? text : `${text.slice(0, Math.max(room - 1, 0))}…`;
}

/** What there is to say about a task, in a few words. */
function note({ task, unit }) {
  if (task.error) return `${task.error.name}: ${task.error.message}`;
  if (task.cancelledBy) return `by: ${task.cancelledBy}`;
  if (unit && task.latest !== undefined) return `${number(task.latest)} ${unit}`;
  return task.fraction === null ? '' : `${Math.floor(task.fraction * 100)} %`;
}

/**
 * @param {Uint32Array} pixels iterations
 * @param {{ width: number, height: number, maxIterations: number }} view
 * @param {number} columns
 */
export function printPicture(pixels, { width, height, maxIterations }, columns) {
  // A character cell is about twice as high as it is wide: it shows two pixels, one above the other.
  const lines = Math.round((columns * height) / width / 2);
  const at = (column, half) => {
    const x = Math.floor(((column + 0.5) * width) / columns);
    const y = Math.floor(((half + 0.5) * height) / (2 * lines));
    return pixels[y * width + x];
  };
  const shade = isColored ? coloredCell : plainCell;
  for (let line = 0; line < lines; line++) {
    let text = '';
    for (let column = 0; column < columns; column++) {
      text += shade(at(column, 2 * line), at(column, 2 * line + 1), maxIterations);
    }
    print(`  ${text}${isColored ? '\x1b[0m' : ''}`);
  }
}

function coloredCell(upper, lower, limit) {
  const [front, back] = [color(upper, limit), color(lower, limit)];
  return `\x1b[38;2;${front.join(';')};48;2;${back.join(';')}m▀`;
}

function plainCell(upper, lower, limit) {
  const shades = ' .:-=+*%@';
  const count = Math.max(upper, lower);
  return count >= limit ? '#' : shades[Math.min(Math.floor(Math.log2(count + 1)), 8)];
}
