/** The lines of the table for fresh.js: each repetition of each peer has a process or a page of its own. */
import { valueOf } from './compare.js';
import { less, more } from './figure.js';

/** How many tasks at once. Some libraries take a minute for the last. */
const COUNTS = [1e2, 1e4, 1e6];
const SIZES = [1, 2, 4, 8];

/**
 * @typedef {(peer: string, what: string, argument: number) => Promise<Record<string, number>>} RunFresh
 *
 * @param {string[]} names of the peers
 * @param {{ quick: boolean, figures: string[] }} options
 * @param {RunFresh} runFresh
 * @param {(name: string, lines: import('./compare.js').Line[]) => unknown} report
 */
export async function compareFresh(names, { quick, figures }, runFresh, report) {
  const repetitions = quick ? 1 : 5;
  const groups = {
    startUp: () => startUp(names, repetitions, runFresh),
    memory: () => memory(names, repetitions, runFresh),
    growth: () => growth(names, quick, runFresh),
    workers: () => workers(names, quick ? 1 : 3, runFresh),
  };
  for (const [name, measure] of Object.entries(groups)) {
    if (figures.length === 0 || figures.includes(name)) await report(name, await measure());
  }
}

async function startUp(names, repetitions, runFresh) {
  const found = await inTurns(names, repetitions, (name) => runFresh(name, 'startUp', 2));
  return [
    { ...less('start-up until the first result, cold', 'ms'), cells: cellsOf(found, 'cold') },
    { ...less('start-up until the first result, warm', 'ms'), cells: cellsOf(found, 'warm') },
  ];
}

async function memory(names, repetitions, runFresh) {
  const found = await inTurns(names, repetitions, async (name) => {
    const few = await runFresh(name, 'memory', 2);
    const many = await runFresh(name, 'memory', 6);
    return { each: (many.memory - few.memory) / 4 };
  });
  return [{ ...less('memory of a worker', 'MB'), cells: cellsOf(found, 'each') }];
}

async function growth(names, quick, runFresh) {
  const lines = [];
  for (const count of quick ? COUNTS.slice(0, 2) : COUNTS) {
    const shown = count.toLocaleString('en');
    const repetitions = quick || count === 1e6 ? 1 : 3;
    const found = await inTurns(names, repetitions, (name) => runFresh(name, 'growth', count));
    lines.push(
      {
        ...more(`${shown} tasks at once, the first ones`, 'tasks/s'),
        cells: cellsOf(found, 'rate'),
      },
      { ...less(`${shown} tasks at once: memory, most`, 'MB'), cells: cellsOf(found, 'peak') },
    );
  }
  // A page does not tell its memory.
  return lines.filter(({ cells }) => Object.values(cells).some((cell) => 'median' in cell));
}

async function workers(names, repetitions, runFresh) {
  const lines = [];
  for (const size of SIZES) {
    const found = await inTurns(names, repetitions, (name) => runFresh(name, 'workers', size));
    const figure = more(`20,000 tasks at once, pool of ${size}`, 'tasks/s');
    lines.push({ ...figure, cells: cellsOf(found, 'rate') });
  }
  return lines;
}

/**
 * @param {string[]} names
 * @param {number} repetitions
 * @param {(name: string) => Promise<Record<string, number>>} measure
 */
async function inTurns(names, repetitions, measure) {
  /** @type {Record<string, Record<string, number>[] | { failed: string }>} */
  const found = Object.fromEntries(names.map((name) => [name, []]));
  for (let turn = 0; turn < repetitions; turn++) {
    for (const name of names) {
      const list = found[name];
      if (!Array.isArray(list)) continue;
      await measure(name).then(
        (numbers) => list.push(numbers),
        (error) => (found[name] = { failed: error.message }),
      );
    }
  }
  return found;
}

/** @param {Awaited<ReturnType<typeof inTurns>>} found @param {string} key */
function cellsOf(found, key) {
  const cells = Object.entries(found).map(([name, result]) => {
    if (!Array.isArray(result)) return [name, result];
    const samples = result.map((numbers) => numbers[key]).filter((number) => number !== undefined);
    return [name, samples.length > 0 ? valueOf(samples) : undefined];
  });
  return Object.fromEntries(cells.filter(([, cell]) => cell !== undefined));
}
