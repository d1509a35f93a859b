/** Repetition, statistics and rows of the table: what all figures share. */

/**
 * What is promised of a figure: of its own value, or of the ratio to the other one.
 * @typedef {{ of: 'ours' | 'ratio', least?: number, most?: number }} Goal
 *
 * @typedef {object} Row
 * @property {string} figure
 * @property {string} unit
 * @property {number} ours
 * @property {number | null} other what it is compared with
 * @property {string} against its name, if it is not raw
 * @property {number | null} ratio ours / other
 * @property {Goal | null} goal
 * @property {boolean | null} met
 */

export const ratioAtMost = (most) => ({ of: 'ratio', most });
export const ratioAtLeast = (least) => ({ of: 'ratio', least });
export const atMost = (most) => ({ of: 'ours', most });
export const atLeast = (least) => ({ of: 'ours', least });

/**
 * @param {string} figure
 * @param {string} unit
 * @param {number} ours
 * @param {number | null} [other]
 * @param {Goal | null} [goal]
 * @param {string} [against]
 * @returns {Row}
 */
export function row(figure, unit, ours, other = null, goal = null, against = 'raw') {
  const ratio = other === null ? null : ours / other;
  const value = goal?.of === 'ratio' ? ratio : ours;
  const met = goal ? value <= (goal.most ?? Infinity) && value >= (goal.least ?? 0) : null;
  return { figure, unit, ours, other, against, ratio, goal, met };
}

/**
 * The value below which this part of the samples lies.
 * @param {number[]} samples
 * @param {number} part 0 to 1
 */
export function quantile(samples, part) {
  const sorted = [...samples].sort((a, b) => a - b);
  const place = part * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}

export const median = (/** @type {number[]} */ samples) => quantile(samples, 0.5);

/**
 * Runs the contestants in turn, again and again, so that what else happens on the machine meets all of
 * them. Gives the median of each number that they give.
 *
 * @template {string} Name
 * @param {{ warmUps?: number, repetitions: number }} times
 * @param {Record<Name, () => Promise<Record<string, number>>>} contestants
 * @returns {Promise<Record<Name, Record<string, number>>>}
 */
export async function inTurn({ warmUps = 2, repetitions }, contestants) {
  const names = /** @type {Name[]} */ (Object.keys(contestants));
  const samples = /** @type {Record<Name, Record<string, number[]>>} */ ({});
  for (const name of names) samples[name] = {};
  for (let turn = -warmUps; turn < repetitions; turn++) {
    for (const name of names) {
      const numbers = await contestants[name]();
      if (turn < 0) continue;
      for (const [key, number] of Object.entries(numbers)) {
        (samples[name][key] ??= []).push(number);
      }
    }
  }
  const medians = /** @type {Record<Name, Record<string, number>>} */ ({});
  for (const name of names) {
    medians[name] = Object.fromEntries(
      Object.entries(samples[name]).map(([key, list]) => [key, median(list)]),
    );
  }
  return medians;
}

/**
 * @param {() => unknown} work
 * @returns {Promise<number>} milliseconds
 */
export async function timeOf(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export const pause = (/** @type {number} */ milliseconds) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Keeps the thread busy. @param {number} milliseconds */
export function beBusyFor(milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/**
 * Waits, without keeping the thread busy, until something is so.
 * @param {() => boolean} isSo
 */
export async function until(isSo) {
  while (!isSo()) await pause(1);
}
