/**
 * What `npm start` shows: real work in the terminal, then the demo page.
 *
 *     node web-demo/job.js [--once] [--port 8080]
 */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { kernel, options, remote, run, sharedArray, shutdown, start } from '../js/index.js';
import { buildDemo, demoFolder } from '../scripts/demo.js';
import { serve } from '../scripts/serve.js';
import { address, spoilt } from './data.js';
import { kernelArguments, render, splitRows } from './mandelbrot.js';
import * as report from './report.js';
import { emptyTable, merge, splitRecords, summarise, tabulate } from './statistics.js';
import { LiveList, duration, heading, paint, print, showCursor } from './terminal.js';

const CHUNKS = 6;
const STRIPS = 8;
const VIEW = {
  width: 1440,
  height: 960,
  centerX: -0.65,
  centerY: 0,
  scale: 0.0022,
  maxIterations: 4000,
};
const FRAME = 50; // milliseconds
const SPIN = 300; // milliseconds that it may spin before it is cancelled

const jobs = remote(new URL('./parts/flights/jobs.js', import.meta.url));
const mandelbrot = kernel('mandelbrot');

/** @returns {Promise<boolean>} whether every result equals the single-threaded one */
async function work() {
  const [records] = splitRecords(new Uint8Array(await readFile(address)), 1);
  const workers = Math.max(availableParallelism(), 2);
  const booting = stopwatch();
  await start({ workers });
  print(`backlit is up after ${duration(booting())}, with ${workers} workers.`);
  try {
    heading('In parallel');
    const parallel = await runInParallel(records);
    heading('The same work on one thread');
    const single = await runOnOneThread(records);

    report.printFlights(summarise(parallel.results.table));
    report.printMandelbrot(parallel.results.pixels, VIEW);
    report.printFailure(parallel.results.failure);
    report.printCancellation(parallel.cancellation);
    const how = `${workers} workers, ${CHUNKS} + ${STRIPS} tasks`;
    report.printTimings(parallel.seconds, single.seconds, how);
    return printVerdict(parallel, single);
  } finally {
    await shutdown();
  }
}

/** Starts everything at once, then only looks, as a user interface would. */
async function runInParallel(records) {
  const running = stopwatch();
  const shared = sharedArray(Uint8Array, records.length);
  shared.set(records);
  const analyses = splitRecords(shared, CHUNKS).map((chunk) => run(jobs.count, chunk));
  const strips = splitRows(VIEW.height, STRIPS).map((rows) =>
    run(mandelbrot, ...kernelArguments(VIEW, ...rows)),
  );
  const failing = run(jobs.count, spoilt(records));
  const spinning = options({ cancelGrace: 0 }).run(jobs.spin);

  const list = new LiveList([
    ...numbered('flights', analyses, 'flights'),
    ...numbered('Mandelbrot', strips),
    { name: 'spoilt flights', task: failing },
    { name: 'while (true) {}', task: spinning },
  ]);
  const drawing = setInterval(() => list.draw(), FRAME);
  try {
    const [done, cancellation, failure] = await Promise.all([
      Promise.all([...analyses, ...strips]).then((values) => ({ values, seconds: running() })),
      cancelWhileItSpins(spinning),
      failing.then(() => undefined, identity),
    ]);
    const table = done.values.slice(0, CHUNKS).reduce(merge, emptyTable());
    const pixels = concatenate(done.values.slice(CHUNKS));
    return { seconds: done.seconds, cancellation, results: { table, pixels, failure } };
  } finally {
    clearInterval(drawing);
    list.close();
  }
}

function numbered(name, tasks, unit) {
  return tasks.map((task, index) => ({ name: `${name} ${index + 1}/${tasks.length}`, task, unit }));
}

async function cancelWhileItSpins(task) {
  while (task.status === 'PENDING') await sleep(FRAME);
  await sleep(SPIN);
  const cancelling = stopwatch();
  task.cancel();
  await task.then(identity, identity);
  const { status, cancelledBy } = task;
  return { status, cancelledBy, seconds: cancelling() };
}

/** The same work undivided; only the C kernel needs a worker, since it lives there. */
async function runOnOneThread(records) {
  const seconds = {};
  const measured = async (name, label, action) => {
    const running = stopwatch();
    const result = await action();
    seconds[name] = running();
    print(`  ${label}: ${duration(seconds[name])}`);
    return result;
  };
  const table = await measured('flights', 'flights', () => tabulate(records));
  const kernelPixels = await measured('kernel', 'Mandelbrot, the same C kernel as one task', () =>
    run(mandelbrot, ...kernelArguments(VIEW)),
  );
  const pixels = await measured('script', 'Mandelbrot, in JavaScript', () => render(VIEW));
  return { seconds, kernelPixels, results: { table, pixels, failure: thrownBy(spoilt(records)) } };
}

function thrownBy(records) {
  try {
    tabulate(records);
  } catch (error) {
    return error;
  }
}

function printVerdict({ results, cancellation }, { results: expected, kernelPixels }) {
  const checks = {
    'the table of flights': isDeepStrictEqual(results.table, expected.table),
    'the picture': isDeepStrictEqual(results.pixels, expected.pixels),
    'the picture of the undivided kernel': isDeepStrictEqual(kernelPixels, expected.pixels),
    'the failure': describe(results.failure) === describe(expected.failure),
    'the cancelled task': cancellation.status === 'CANCELLED',
  };
  const different = Object.keys(checks).filter((name) => !checks[name]);
  if (different.length === 0) {
    print(`\n${paint('green', 'Every result equals the single-threaded one.')}`);
  } else {
    print(`\n${paint('red', `Differs from the single-threaded run: ${different.join(', ')}.`)}`);
  }
  return different.length === 0;
}

function describe(error) {
  return error instanceof TypeError ? `${error.name}: ${error.message}` : 'no TypeError';
}

function concatenate(arrays) {
  const whole = new Uint32Array(arrays.reduce((length, array) => length + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}

function stopwatch() {
  const begin = performance.now();
  return () => (performance.now() - begin) / 1000;
}

function identity(value) {
  return value;
}

/** Serves the page on this port, or the next free one. */
async function servePage(port) {
  for (let candidate = port; ; candidate++) {
    try {
      const { url } = await serve({ root: demoFolder, port: candidate });
      return print(`\nThe page: ${paint('bold', url)}   (Ctrl-C ends it)`);
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || candidate >= port + 100) throw error;
    }
  }
}

const { values } = parseArgs({
  options: { once: { type: 'boolean', default: false }, port: { type: 'string', default: '8080' } },
});
let isServing = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    showCursor();
    process.exit(isServing ? 0 : 130);
  });
}
if (!(await work())) process.exitCode = 1;
if (!values.once) {
  isServing = true;
  await buildDemo();
  await servePage(Number(values.port));
}
