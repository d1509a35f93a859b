/**
 * What is measured, in this order. Each is one file, which says how; all are written once, for any peer.
 *
 * @typedef {import('./peer.js').Pool} Pool
 * @typedef {{ title: string, unit: string, better: 'less' | 'more' }} Figure
 *
 * @typedef {object} Measure
 * @property {Record<string, Figure>} figures
 * @property {keyof Pool} [needs] what a pool must have for it
 * @property {number} [size] of the pool, if it is not 2
 * @property {{ warmUps: number, repetitions: number }} times
 * @property {(pool: Pool, quick: boolean) => Promise<Record<string, number>>} measure
 */
import { cancel } from './measures/cancel.js';
import { copied, shared, transferred } from './measures/data.js';
import { frames } from './measures/frames.js';
import { interval } from './measures/interval.js';
import { parallel } from './measures/parallel.js';
import { progress } from './measures/progress.js';
import { roundTrip } from './measures/round-trip.js';
import { status } from './measures/status.js';
import { throughput } from './measures/throughput.js';

/** @type {Record<string, Measure>} */
export const measures = {
  roundTrip,
  throughput,
  parallel,
  copied,
  transferred,
  shared,
  progress,
  status,
  cancel,
  interval,
};

/** In Node there are no frames. @type {Record<string, Measure>} */
export const pageMeasures = { ...measures, frames };
