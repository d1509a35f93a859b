/**
 * Where the time of one task goes, in Node, with the package as it is shipped: docs/performance.md explains
 * the steps. Each is the median of many tasks, from one point in time to the next:
 *
 *     run() is called → it returns            submit
 *     it is queued → a worker has taken it    wake
 *     → its function begins                   decode
 *     → the function returns, its result is
 *       written and the task has ended        run and encode; the function itself does nothing
 *     → the client sees it                    notice
 *
 * The client and the worker have a clock each, and Node sets them alike to some microseconds only. So how
 * far they are apart is measured, by the quickest way there and back, and taken out.
 *
 *     node bench/run.js --only breakdown
 */
import { pathToFileURL } from 'node:url';
import { remote, run, shutdown, start } from '../dist/index.js';
import { run as runProgram } from '../scripts/shell.js';
import { median, pause, row } from './measure.js';

const jobs = remote(new URL('./breakdown-jobs.js', import.meta.url));
const OBJECT = { id: 1, name: 'abc', values: [1, 2, 3] };
const ASLEEP = 20; // ms after which a worker sleeps

const now = () => performance.timeOrigin + performance.now();

function notePolled(task) {
  while (!task.done);
  return now();
}

async function noteAwaited(task) {
  await task;
  return now();
}

/**
 * @param {object} how
 * @param {number} how.count of tasks
 * @param {number} how.rest milliseconds before each
 * @param {(task: any) => any} how.note resolves when the client sees that the task has ended
 * @param {() => any} how.submit
 */
async function stepsOf({ count, rest, note, submit }) {
  const noted = [];
  for (let index = -count / 4; index < count; index++) {
    if (rest > 0) await pause(rest);
    const called = now();
    const task = submit();
    const returned = now();
    const seen = await note(task);
    if (index >= 0) noted.push({ task, called, returned, seen });
  }
  // Only now: it would take a while in which the worker falls asleep.
  return noted.map(({ task, called, returned, seen }) => {
    const queued = task.timings.queued * 1000;
    const started = task.timings.started * 1000;
    const ended = task.timings.ended * 1000;
    const begun = task.result.beginning ?? task.result;
    return {
      submit: returned - called,
      there: started - queued,
      decode: begun - started,
      encode: ended - begun,
      back: seen - ended,
      all: seen - called,
    };
  });
}

/** How much later the worker's clock is. @param {Record<string, number>[]} samples */
function clockDifference(samples) {
  const least = (/** @type {string} */ key) => Math.min(...samples.map((sample) => sample[key]));
  return (least('there') - least('back')) / 2;
}

async function measure(quick) {
  await start({ workers: 1 });
  const number = () => run(jobs.beginning);
  const object = () => run(jobs.beginningWith, OBJECT);
  const awake = { count: quick ? 400 : 4000, rest: 0 };
  const asleep = { count: quick ? 40 : 200, rest: ASLEEP };
  const found = {
    awake: await stepsOf({ ...awake, note: notePolled, submit: number }),
    object: await stepsOf({ ...awake, note: notePolled, submit: object }),
    awaited: await stepsOf({ ...awake, note: noteAwaited, submit: number }),
    asleep: await stepsOf({ ...asleep, note: notePolled, submit: number }),
    asleepAwaited: await stepsOf({ ...asleep, note: noteAwaited, submit: number }),
  };
  shutdown();
  const difference = clockDifference(found.awake);
  return Object.fromEntries(
    Object.entries(found).map(([name, samples]) => {
      const of = (key, less = 0) => median(samples.map((sample) => sample[key] - less)) * 1000;
      const steps = {
        submit: of('submit'),
        wake: of('there', difference),
        decode: of('decode'),
        encode: of('encode'),
        notice: of('back', -difference),
        all: of('all'),
      };
      return [name, steps];
    }),
  );
}

/** @param {boolean} quick */
export async function breakdown(quick) {
  const program = ['bench/breakdown.js', ...(quick ? ['--quick'] : [])];
  const { awake, object, awaited, asleep, asleepAwaited } = JSON.parse(
    await runProgram('node', program),
  );
  const µs = (/** @type {string} */ title, /** @type {number} */ value) => row(title, 'µs', value);
  return [
    µs('submit', awake.submit),
    µs('submit, worker asleep', asleep.submit),
    µs('wake, worker awake', awake.wake),
    µs('wake, worker asleep', asleep.wake),
    µs('decode, nothing', awake.decode),
    µs('decode, a small object', object.decode),
    µs('run and encode, a number', awake.encode),
    µs('run and encode, a small object', object.encode),
    µs('notice, polled', awake.notice),
    µs('notice, awaited', awaited.notice),
    µs('notice, awaited after a rest', asleepAwaited.notice),
    µs('all: polled, worker awake', awake.all),
    µs('all: polled, worker asleep', asleep.all),
    µs('all: awaited, worker awake', awaited.all),
    µs('all: awaited, worker asleep', asleepAwaited.all),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(JSON.stringify(await measure(process.argv.includes('--quick'))));
}
