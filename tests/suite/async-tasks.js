/** Asynchronous functions: they share one worker, interleaved. */
import { CancelledError, diagnose, options, run, sharedArray } from '../../js/index.js';
import { assert, jobs, rejects, runtime, test, waitFor } from '../harness/index.js';

const started = (task) => waitFor(() => task.latest === 'started', 'the task to start');
const patient = options({ cancelGrace: null });

test('an async function gives its result, or its error', async (t) => {
  await runtime(t);
  assert.strictEqual(await run(jobs.asyncIncrement, 1), 2);
  await rejects(run(jobs.asyncFail), RangeError, /later/);
});

test('many sleep at once on one worker', async (t) => {
  await runtime(t, { workers: 1 });
  const tasks = Array.from({ length: 200 }, (_, index) => run(jobs.interleaved, index, 3));
  const results = await Promise.all(tasks);
  results.forEach((result, index) => assert.strictEqual(result, index));
  tasks.forEach((task, index) =>
    assert.deepEqual(task.progress, [`${index}.0`, `${index}.1`, `${index}.2`]),
  );
});

test('busy compute workers do not hold up async tasks', async (t) => {
  await runtime(t, { workers: 1 });
  const gate = sharedArray(Int32Array, 1);
  const busy = run(jobs.spinUntilSet, gate);
  const waiting = run(jobs.spinUntilSet, gate);
  // Nobody has met this function before, and no compute worker is free to find out what it is.
  assert.strictEqual(await run(jobs.asyncIncrement, 1), 2);
  assert.strictEqual(await run(jobs.asyncIncrement, 2), 3);
  assert.strictEqual(waiting.status, 'PENDING');
  assert.isFalse(busy.done);
  Atomics.store(gate, 0, 1);
  await busy;
});

test('sleep ends with the cancel, and the task is CANCELLED', async (t) => {
  await runtime(t);
  for (const job of [jobs.asyncSleep]) {
    const task = patient.run(job, 3600);
    await started(task);
    assert.isTrue(task.cancel());
    await rejects(task, CancelledError);
    assert.strictEqual(task.cancelledBy, 'flag');
  }
});

test('the abort event comes at the next turn', async (t) => {
  await runtime(t);
  const task = patient.run(jobs.abortEvent);
  await started(task);
  task.cancel();
  assert.strictEqual(await task, 'aborted: CancelledError');
});

test('a task that ignores its cancel is settled after the grace; the others go on', async (t) => {
  await runtime(t);
  const gate = sharedArray(Int32Array, 1);
  const other = run(jobs.bareProgress, gate);
  await started(other);
  const task = options({ cancelGrace: 0.01 }).run(jobs.neverEnds);
  await started(task);
  task.cancel();
  await rejects(task, CancelledError);
  assert.strictEqual(task.cancelledBy, 'disown');
  assert.strictEqual(await run(jobs.asyncIncrement, 1), 2);
  Atomics.store(gate, 0, 1);
  await waitFor(() => other.done, 'the other task');
  assert.strictEqual(diagnose().disowned, 0);
});

test('an async function that spins is ended; tasks that shared its thread are WorkerLost', async (t) => {
  await runtime(t);
  const shared = run(jobs.neverEnds);
  await started(shared);
  const task = options({ cancelGrace: 0 }).run(jobs.asyncSpin);
  await started(task);
  task.cancel();
  await rejects(task, CancelledError);
  const error = await rejects(shared);
  assert.strictEqual(error.name, 'WorkerLostError');
  assert.strictEqual(await run(jobs.asyncIncrement, 1), 2);
});

test('the bare functions work after an await while only one task is under way', async (t) => {
  await runtime(t);
  const gate = sharedArray(Int32Array, 1);
  Atomics.store(gate, 0, 1);
  const task = run(jobs.bareProgress, gate);
  await task;
  assert.deepEqual(task.progress, ['started', 'bare']);
});

test('with several under way the bare functions throw, naming current(): never the wrong task', async (t) => {
  await runtime(t);
  const gate = sharedArray(Int32Array, 1);
  const tasks = [run(jobs.bareProgress, gate), run(jobs.bareProgress, gate)];
  for (const task of tasks) await started(task);
  Atomics.store(gate, 0, 1);
  await waitFor(() => tasks.every((task) => task.done), 'both tasks');
  // The first one to go on could not know; after its end the other one was alone.
  const [failed, done] = tasks[0].error ? tasks : tasks.toReversed();
  assert.match(failed.error.message, /current\(\)/);
  assert.deepEqual(failed.progress, ['started']);
  assert.deepEqual(done.progress, ['started', 'bare']);
});

test('the bare sleep works at the top of an async function', async (t) => {
  await runtime(t);
  assert.deepEqual(await Promise.all([run(jobs.bareSleep, 0), run(jobs.bareSleep, 0)]), [
    'slept',
    'slept',
  ]);
});
