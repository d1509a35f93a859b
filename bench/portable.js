/**
 * The part of the benchmark that runs unchanged in Node and in a page: opens both pools, measures one
 * group of figures after the other, and gives the rows.
 */
import { cancel } from './figures/cancel.js';
import { data } from './figures/data.js';
import { frames } from './figures/frames.js';
import { idle } from './figures/idle.js';
import { interval } from './figures/interval.js';
import { parallel } from './figures/parallel.js';
import { progress } from './figures/progress.js';
import { retry } from './figures/retry.js';
import { roundTrip } from './figures/round-trip.js';
import { status } from './figures/status.js';
import { throughput } from './figures/throughput.js';
import { timers } from './figures/timers.js';
import { openBacklit } from './peers/backlit.js';
import { openRaw } from './peers/raw.js';

/**
 * @typedef {object} Host where the benchmark runs
 * @property {'node' | 'chromium' | 'firefox'} name
 * @property {() => Promise<number>} cpuSeconds that its processes have used
 * @property {() => void} [opened] called when the pools are open
 *
 * @typedef {Awaited<ReturnType<typeof openBacklit>>} Ours
 * @typedef {Awaited<ReturnType<typeof openRaw>>} Raw
 * @typedef {{ ours: Ours, raw: Raw, host: Host, quick: boolean }} Bench
 */

const WORKERS = 2;

/** In this order; `idle` ends backlit's pool. */
const groups = {
  roundTrip,
  throughput,
  parallel,
  status,
  frames,
  progress,
  data,
  retry,
  interval,
  timers,
  cancel,
  idle,
};

/**
 * @param {Host} host
 * @param {{ quick: boolean, figures?: string[] }} options
 * @param {(group: string, rows: import('./measure.js').Row[]) => unknown} report called after each group
 */
export async function measureAll(host, { quick, figures = [] }, report) {
  const ours = await openBacklit(WORKERS);
  const raw = await openRaw(WORKERS);
  host.opened?.();
  for (const [name, measure] of Object.entries(groups)) {
    if (figures.length > 0 && !figures.includes(name)) continue;
    const rows = await measure({ ours, raw, host, quick });
    if (rows.length > 0) await report(name, rows);
  }
  await ours.close();
  await raw.close();
}
