/**
 * The figures of Python as rows. How each is measured is said above the function of that name in ours.py
 * or both.py; `boot` and `firstResult` are boot.js and first_result(). Beside it is asynclit on CPython,
 * measured right before by the same code, or what the row names.
 */
import { atLeast, atMost, ratioAtLeast, ratioAtMost, row } from '../measure.js';

const GRACE = 100; // ms, as in cancel()

const micro = (/** @type {number} */ seconds) => seconds * 1e6;
const milli = (/** @type {number} */ seconds) => seconds * 1e3;
const mega = (/** @type {number} */ bytes) => bytes / 1e6;

/**
 * @typedef {Record<string, number>} Numbers
 * @type {Record<string, { beside?: boolean, rows: (ours: Numbers, other: Numbers) => import('../measure.js').Row[] }>}
 */
export const groups = {
  boot: {
    rows: ({ plain, making, snapshot, size, memory }) => [
      row(
        'a further worker, from a snapshot: ready after',
        'ms',
        snapshot,
        plain,
        ratioAtMost(0.25),
        'a plain boot',
      ),
      row('a first worker, making it: ready after', 'ms', making, plain, null, 'a plain boot'),
      row('the snapshot', 'MB', mega(size)),
      row('memory of a further worker', 'MB', mega(memory)),
    ],
  },
  round_trip: {
    beside: true,
    rows: (ours, other) => [
      beside('round trip, polled, p50', 'µs', micro(ours.p50), micro(other.p50), atMost(300)),
      beside('round trip, polled, p99', 'µs', micro(ours.p99), micro(other.p99)),
      row('round trip of a new function, p50', 'µs', micro(ours.first_p50), null, atMost(700)),
      row('round trip of a new function, p99', 'µs', micro(ours.first_p99)),
    ],
  },
  throughput: {
    beside: true,
    rows: (ours, { polled }) => [
      beside('2,000 tasks at once, awaited', '/s', ours.awaited, polled, ratioAtLeast(10)),
      beside('2,000 tasks at once, polled', '/s', ours.polled, polled, ratioAtLeast(10)),
    ],
  },
  parallel: {
    beside: true,
    rows: (ours, other) => [
      beside('4 CPU-bound tasks on 2 workers', '/s', ours.rate, other.rate),
      beside('speed-up by that', 'times', ours.speedup, other.speedup, atLeast(1.8)),
    ],
  },
  status: {
    beside: true,
    rows: (ours, other) => [
      beside('task.status', 'µs', micro(ours.status), micro(other.status), atMost(2)),
      beside('task.done', 'µs', micro(ours.done), micro(other.done), atMost(2)),
    ],
  },
  progress: {
    beside: true,
    rows: ({ ints, floats, dicts }, other) => [
      beside('10,000 ints as progress, received', '/s', ints, other.ints, atLeast(1e5)),
      row('10,000 floats as progress, received', '/s', floats, null, atLeast(1e5)),
      row('10,000 small dicts as progress, received', '/s', dicts, null, atLeast(1e5)),
    ],
  },
  coroutines: {
    beside: true,
    rows: ({ time }, other) => [
      beside('1,000 coroutines of 10 ms, all done', 'ms', milli(time), milli(other.time)),
    ],
  },
  files: {
    rows: (ours) => [
      row('first run after numpy and pandas: run() took', 'ms', milli(ours.first_submitted)),
      row('first run after numpy and pandas: done after', 'ms', milli(ours.first_done)),
      row('their files in shared memory', 'MB', mega(ours.bytes)),
      row('the first import of pandas in a worker', 'ms', milli(ours.import)),
      row('run after an edit of one file: run() took', 'ms', milli(ours.edit_submitted)),
      row('run after an edit of one file: done after', 'ms', milli(ours.edit_done)),
      row('run when no file has changed', 'µs', micro(ours.unchanged), null, atMost(300)),
    ],
  },
  data: {
    rows: (ours) => {
      const copy = milli(ours.copy);
      const limit = atMost(Math.round((3 * copy + 2) * 100) / 100);
      return [
        row('8 MB array in, its sum out', 'ms', milli(ours.sum), copy, limit, 'one copy'),
        row('of it the sum', 'ms', milli(ours.sum_here)),
        row('8 MB array in and back', 'ms', milli(ours.back), copy, null, 'one copy'),
      ];
    },
  },
  cancel: {
    rows: (ours) => {
      const rows = (what, name, cancelled, next) => [
        row(
          `cancel of ${what}: CANCELLED after`,
          'ms',
          milli(ours[`${name}_cancelled`]),
          ...cancelled,
        ),
        row(`cancel of ${what}: next task done after`, 'ms', milli(ours[`${name}_next`]), ...next),
      ];
      const interrupted = [null, atMost(20)];
      const replaced = [null, atMost(GRACE + 1500)];
      return [
        ...rows('while True: pass', 'loop', interrupted, []),
        ...rows('time.sleep(60)', 'sleep', interrupted, []),
        row('workers that were not reused after those', '', ours.abandoned, null, atMost(0)),
        ...rows(`sum(range(10**10)), grace ${GRACE} ms`, 'builtin', [], replaced),
        ...rows('the same again at once', 'again', [], replaced),
      ];
    },
  },
};

const beside = (figure, unit, ours, other, goal = null) =>
  row(figure, unit, ours, other, goal, 'asynclit');

/** @param {Record<string, number>} times in seconds, by what was kept: nothing, or the snapshot */
export const firstResultRows = ({ cold, warm }) => [
  row('start() until a first result, nothing kept', 'ms', milli(cold)),
  ...(warm === undefined
    ? []
    : [
        row(
          'start() until a first result, snapshot kept',
          'ms',
          milli(warm),
          milli(cold),
          null,
          'nothing kept',
        ),
      ]),
];
