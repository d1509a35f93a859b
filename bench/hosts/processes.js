/** What a process and all that it started use, as Linux counts it. NaN where there is no /proc. */
import { readFileSync, readdirSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** @param {number} pid */
function readStat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined; // it has ended
  }
}

/**
 * The sum of something over a process and all below it.
 * @param {number} root
 * @param {(pid: number, ticks: number) => number} amount
 */
function sumOf(root, amount) {
  let pids;
  try {
    pids = readdirSync('/proc').map(Number).filter(Boolean);
  } catch {
    return NaN;
  }
  const stats = new Map(pids.map((pid) => [pid, readStat(pid)]));
  const isOfRoot = (/** @type {number} */ pid) => {
    for (let at = pid; at > 0; at = stats.get(at)?.parent ?? 0) if (at === root) return true;
    return false;
  };
  const amounts = pids.filter(isOfRoot).map((pid) => amount(pid, stats.get(pid)?.ticks ?? 0));
  return amounts.reduce((sum, each) => sum + each, 0);
}

/**
 * CPU time.
 * @param {number} root
 * @returns {number} seconds
 */
export const cpuSecondsOf = (root) => sumOf(root, (_, ticks) => ticks / TICKS_PER_SECOND);

/**
 * Memory; what several of the processes share counts once.
 * @param {number} root
 * @returns {number} bytes
 */
export const memoryOf = (root) =>
  sumOf(root, (pid) => {
    try {
      const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
      return Number(/^Pss: +(\d+)/m.exec(text)?.[1]) * 1024;
    } catch {
      return 0; // it has ended
    }
  });
