/** Progress: each value read once, in order; the newest; a bound; a fraction. */
import { run, sharedArray } from '../../js/index.js';
import { assert, jobs, rejects, runtime, test, waitFor } from '../harness/index.js';

test('progress values come in order, each once', async (t) => {
  await runtime(t);
  const task = run(jobs.countTo, 10_000);
  const seen = [];
  await waitFor(() => {
    seen.push(...task.progress);
    return task.done;
  }, 'the task to end');
  seen.push(...task.progress);
  assert.deepEqual(
    seen,
    Array.from({ length: 10_000 }, (_, index) => index),
  );
  assert.deepEqual(task.progress, []);
  assert.strictEqual(task.progressDropped, 0);
});

test('the tail can still be read after the end, and after the await', async (t) => {
  await runtime(t);
  const task = run(jobs.countTo, 3);
  await task;
  assert.deepEqual(task.progress, [0, 1, 2]);
  assert.deepEqual(task.progress, []);
  assert.strictEqual(task.latest, 2);
});

test('latest is the newest value, whether it was read or not', async (t) => {
  await runtime(t);
  const gate = sharedArray(Int32Array, 1);
  const task = run(jobs.progressThenWait, [1, { two: 2 }], gate);
  assert.isTrue(task.latest === undefined || task.latest !== null);
  await waitFor(() => task.latest?.two === 2, 'the second value');
  assert.deepEqual(task.progress, [1, { two: 2 }]);
  assert.deepEqual(task.latest, { two: 2 });
  assert.deepEqual(task.progress, []);
  Atomics.store(gate, 0, 1);
  await task;
  assert.deepEqual(task.latest, { two: 2 });
});

test('values of all kinds mix', async (t) => {
  await runtime(t);
  const values = [1, 'two', { three: [3] }, null, true, false, -0, NaN, new Uint8Array(5000), 4];
  const task = run(jobs.progressEach, values);
  await task;
  const seen = task.progress;
  assert.deepEqual(seen, values);
  assert.isTrue(Object.is(seen[6], -0));
});

test('undefined is a value like any other', async (t) => {
  await runtime(t);
  const task = run(jobs.progressEach, [undefined, 1, undefined]);
  await task;
  assert.deepEqual(task.progress, [undefined, 1, undefined]);
});

test('past the bound the oldest values go, and are counted', async (t) => {
  await runtime(t);
  const task = run(jobs.countTo, 20_000);
  await task;
  const { progress, progressDropped } = task;
  assert.isAtLeast(progress.length, 16_384);
  assert.strictEqual(progress.length + progressDropped, 20_000);
  assert.strictEqual(progress[0], progressDropped);
  assert.strictEqual(progress.at(-1), 19_999);
});

test('past 1 MiB of values the oldest go, the newest stays', async (t) => {
  await runtime(t);
  const values = Array.from({ length: 40 }, (_, index) => new Uint8Array(100_000).fill(index));
  const task = run(jobs.progressEach, values);
  await task;
  const { progress, progressDropped } = task;
  assert.isAtLeast(progress.length, 10);
  assert.strictEqual(progress.length + progressDropped, 40);
  assert.strictEqual(progress.at(-1)[0], 39);
  assert.strictEqual(task.latest[0], 39);
});

test('a fraction is read at any time', async (t) => {
  await runtime(t);
  const gate = sharedArray(Int32Array, 1);
  const task = run(jobs.fractions, gate);
  await waitFor(() => task.fraction === 0.25, 'the first fraction');
  assert.strictEqual(task.latest, undefined);
  Atomics.store(gate, 0, 1);
  await task;
  assert.strictEqual(task.fraction, 1);
  assert.strictEqual(run(jobs.nothing).fraction, null);
});

test('a fraction outside of 0 to 1 is an error that names it', async (t) => {
  await runtime(t);
  await rejects(run(jobs.badFraction), RangeError, /fraction\(2\).*from 0 to 1/);
});

test('a progress value that cannot be sent is an error that names where', async (t) => {
  await runtime(t);
  const error = await rejects(run(jobs.progressOfFunction), TypeError, /progress\.list\[1\]/);
  assert.strictEqual(error.name, 'DataCloneError');
});
