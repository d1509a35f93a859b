/** CPU time of a process and all that it started, as Linux counts it. */
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
 * @param {number} root
 * @returns {number} seconds; NaN where there is no /proc
 */
export function cpuSecondsOf(root) {
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
  const ticks = pids.filter(isOfRoot).map((pid) => stats.get(pid)?.ticks ?? 0);
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_PER_SECOND;
}
