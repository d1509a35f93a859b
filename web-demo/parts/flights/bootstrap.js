/** How far the mean delay of one range of distances would scatter, had other flights been recorded. */
import { DELAYS } from '../../statistics.js';

/**
 * @param {Uint32Array} table counts, as tabulate() gives them
 * @param {number} row
 * @param {number} rounds
 * @param {(done: number) => void} report called now and then
 * @returns {{ row: number, low: number, high: number }} where 95 % of the means lie
 */
export function bootstrap(table, row, rounds, report) {
  const delays = delaysOf(table.subarray(row * DELAYS.count, (row + 1) * DELAYS.count));
  const means = new Float64Array(rounds);
  for (let round = 0; round < rounds; round++) {
    means[round] = meanOfRandom(delays);
    if (round % 16 === 0) report(round / rounds);
  }
  means.sort();
  const at = (part) => means[Math.floor((rounds - 1) * part)];
  return { row, low: at(0.025), high: at(0.975) };
}

/** One entry for each flight. */
function delaysOf(counts) {
  const delays = new Int16Array(counts.reduce((sum, count) => sum + count, 0));
  let at = 0;
  counts.forEach((count, index) => {
    delays.fill(index + DELAYS.first, at, at + count);
    at += count;
  });
  return delays;
}

function meanOfRandom(delays) {
  let sum = 0;
  for (let drawn = 0; drawn < delays.length; drawn++) {
    sum += delays[Math.floor(Math.random() * delays.length)];
  }
  return sum / delays.length;
}
