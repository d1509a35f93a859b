/**
 * Runs the measures on all peers, in turn, so that what else happens on the machine meets all of them.
 * The same in Node and in a page.
 *
 * @typedef {{ median: number, low: number, high: number }} Value with the quartiles
 * @typedef {Value | 'not supported' | { failed: string }} Cell
 * @typedef {import('./measures.js').Figure & { cells: Record<string, Cell> }} Line of the table
 */
import { median, quantile } from '../measure.js';

const WORKERS = 2;
const OPENING = 30000; // ms; a Pyodide and its workers boot
const LIMIT = 60000; // ms for one repetition
const CLOSING = 3000; // ms; poolifier's destroy() does not always resolve

/**
 * @param {Record<string, () => Promise<import('./peer.js').Peer>>} peers
 * @param {Record<string, import('./measures.js').Measure>} measures
 * @param {{ quick: boolean, figures: string[] }} options
 * @param {(name: string, lines: Line[]) => unknown} report called after each measure
 */
export async function compare(peers, measures, { quick, figures }, report) {
  for (const [name, measure] of Object.entries(measures)) {
    if (figures.length > 0 && !figures.includes(name)) continue;
    await report(name, await compareBy(measure, peers, quick));
  }
}

/**
 * @param {import('./measures.js').Measure} measure
 * @param {Record<string, () => Promise<import('./peer.js').Peer>>} peers
 * @param {boolean} quick
 * @returns {Promise<Line[]>}
 */
async function compareBy(
  { figures, needs = 'call', size = WORKERS, times, measure },
  peers,
  quick,
) {
  /** @type {Record<string, Record<string, number>[] | Exclude<Cell, Value>>} by peer */
  const found = {};
  /** @type {Map<string, import('./peer.js').Pool>} */
  const pools = new Map();
  const close = async (/** @type {string} */ name) => {
    const pool = pools.get(name);
    pools.delete(name);
    await within(CLOSING, Promise.resolve(pool?.close())).catch(() => {});
  };
  const attempt = async (
    /** @type {string} */ name,
    /** @type {number} */ limit,
    /** @type {() => Promise<any>} */ work,
  ) => {
    try {
      return await within(limit, work());
    } catch (error) {
      found[name] = { failed: String(error?.message ?? error) };
      // What is late would go on, and disturb the others.
      await close(name);
      return undefined;
    }
  };
  for (const [name, load] of Object.entries(peers)) {
    const pool = await attempt(name, OPENING, () => openReady(load, size));
    if (!pool) continue;
    found[name] = pool[needs] ? [] : 'not supported';
    pools.set(name, pool);
  }
  const repetitions = quick ? 3 : times.repetitions;
  for (let turn = -times.warmUps; turn < repetitions; turn++) {
    for (const [name, pool] of pools) {
      if (!Array.isArray(found[name])) continue;
      const numbers = await attempt(name, LIMIT, () => measure(pool, quick));
      if (numbers && turn >= 0) found[name].push(numbers);
    }
  }
  for (const name of pools.keys()) await close(name);
  return Object.entries(figures).map(([key, figure]) => ({
    ...figure,
    cells: Object.fromEntries(
      Object.entries(found).map(([name, result]) => [
        name,
        Array.isArray(result) ? cellOf(result.map((numbers) => numbers[key])) : result,
      ]),
    ),
  }));
}

/**
 * @param {() => Promise<import('./peer.js').Peer>} load
 * @param {number} size
 */
export async function openReady(load, size) {
  const pool = await (await load()).open(size);
  await pool.ready?.();
  return pool;
}

/** @param {(number | undefined)[]} samples @returns {Cell} */
const cellOf = (samples) => (samples.includes(undefined) ? 'not supported' : valueOf(samples));

/** @param {number[]} samples @returns {Value} */
export const valueOf = (samples) => ({
  median: median(samples),
  low: quantile(samples, 0.25),
  high: quantile(samples, 0.75),
});

/**
 * @template T
 * @param {number} milliseconds
 * @param {Promise<T>} work
 * @returns {Promise<T>}
 */
export async function within(milliseconds, work) {
  const start = performance.now();
  const late = () => new Error(`over ${milliseconds / 1000} s`);
  let timer;
  const tooLate = new Promise((_, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds);
  });
  const result = await Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
  // A page that is busy with messages lets no timer fire.
  if (performance.now() - start > milliseconds) throw late();
  return result;
}
