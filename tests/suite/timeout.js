/** Timeouts: an attempt that takes too long is asked to end, then loses its worker. */
import { TimeoutError, kernel, options, run, sharedArray, diagnose } from '../../js/index.js';
import {
  assert,
  fullPool,
  jobs,
  rejects,
  runtime,
  setClock,
  test,
  waitFor,
} from '../harness/index.js';

const counter = () => sharedArray(Int32Array, 2);

test('a function that heeds its signal ends with a TimeoutError', async (t) => {
  await runtime(t);
  setClock(1000);
  const task = options({ timeout: 5 }).run(jobs.stopByThrowing);
  await waitFor(() => task.latest === 'started', 'the start');
  setClock(1005);
  const error = await rejects(task, TimeoutError, /timeout/);
  assert.strictEqual(error.name, 'TimeoutError');
  assert.strictEqual(task.status, 'ERROR');
  assert.strictEqual(task.error, error);
  assert.strictEqual(task.cancelledBy, null);
  assert.isFalse(task.cancelRequested);
  assert.strictEqual(diagnose().disowned, 0);
});

test('the signal’s reason is the TimeoutError, in sync and async functions', async (t) => {
  await runtime(t);
  setClock(1000);
  const sync = options({ timeout: 5 }).run(jobs.reasonOfAbort);
  await waitFor(() => sync.latest === 'started', 'the start');
  const asynchronous = options({ timeout: 5 }).run(jobs.asyncReasonOfAbort);
  await waitFor(() => asynchronous.latest === 'started', 'the other start');
  setClock(1006);
  // Both return normally, so they are DONE: the timeout came late.
  assert.strictEqual(await sync, 'TimeoutError');
  assert.strictEqual(await asynchronous, 'TimeoutError');
});

test('while (true) loses its worker after the grace; the pool heals', async (t) => {
  await runtime(t);
  setClock(1000);
  const task = options({ timeout: 5, cancelGrace: 2 }).run(jobs.spinOnWhenAsked);
  await waitFor(() => task.latest === 'started', 'the start');
  setClock(1005);
  await waitFor(() => task.latest === 'asked', 'the timeout');
  assert.strictEqual(task.status, 'RUNNING');
  setClock(1007);
  await rejects(task, TimeoutError);
  await waitFor(() => diagnose().disowned === 1, 'the worker to be disowned');
  setClock(NaN);
  await fullPool();
});

test('a sleeping function wakes at its timeout', async (t) => {
  await runtime(t);
  await rejects(options({ timeout: 0.02 }).run(jobs.sleepLong), TimeoutError);
  await rejects(options({ timeout: 0.02 }).run(jobs.asyncSleep, 3600), TimeoutError);
  assert.strictEqual(diagnose().disowned, 0);
});

const retry = { maxAttempts: 2 };

test('a killed attempt is followed by another one', async (t) => {
  await runtime(t);
  setClock(1000);
  const calls = counter();
  const task = options({ timeout: 5, cancelGrace: 0, retry }).run(jobs.spinAtFirst, calls);
  await waitFor(() => calls[0] === 1, 'the first attempt');
  setClock(1005);
  assert.strictEqual(await task, 2);
  assert.strictEqual(task.attempts, 2);
});

test('an attempt that heeds its timeout is followed by another one', async (t) => {
  await runtime(t);
  setClock(1000);
  const task = options({ timeout: 5, retry }).run(jobs.stopByThrowing);
  await waitFor(() => task.progress.length === 1, 'the first attempt');
  setClock(1005);
  await waitFor(() => task.progress.length === 1, 'the second attempt');
  setClock(1010);
  await rejects(task, TimeoutError);
  assert.strictEqual(task.attempts, 2);
});

test('an async attempt that is given up does nothing to the next one', async (t) => {
  await runtime(t);
  setClock(1000);
  const calls = counter();
  const task = options({ timeout: 5, cancelGrace: 0, retry }).run(jobs.neverEndAtFirst, calls);
  await waitFor(() => task.latest === 'first', 'the first attempt');
  setClock(1005);
  assert.strictEqual(await task, 2);
  Atomics.store(calls, 1, 1); // the first attempt returns now
  assert.strictEqual(await run(jobs.asyncIncrement, 1), 2);
  assert.strictEqual(task.result, 2);
  assert.isTrue(task.progress.every((value) => value === 'first'));
});

test('a timeout is per attempt', async (t) => {
  await runtime(t, { workers: 1 });
  setClock(1000);
  const calls = counter();
  const task = options({
    timeout: 5,
    retry: { maxAttempts: 2, baseDelay: 100, maxDelay: 100 },
  }).run(jobs.failBefore, calls, 2);
  await waitFor(() => calls[0] === 1, 'the first attempt');
  await run(jobs.nothing); // the only worker has left that attempt
  setClock(1100);
  assert.strictEqual(await task, 2);
});

test('a task that waits in the queue has no timeout yet', async (t) => {
  await runtime(t, { workers: 1 });
  setClock(1000);
  const gate = sharedArray(Int32Array, 1);
  const blocker = run(jobs.spinUntilSet, gate);
  await waitFor(() => blocker.status === 'RUNNING', 'the blocker');
  const task = options({ timeout: 5 }).run(jobs.increment, 1);
  setClock(2000);
  assert.strictEqual(task.status, 'PENDING');
  Atomics.store(gate, 0, 1);
  assert.strictEqual(await task, 2);
});

test('a killable kernel that spins times out', async (t) => {
  await runtime(t);
  const task = options({ timeout: 0.05, cancelGrace: 0 }).run(kernel('spin'));
  await rejects(task, TimeoutError);
});

test('the timings say when a task was queued, started and ended', async (t) => {
  await runtime(t);
  setClock(1000);
  const gate = sharedArray(Int32Array, 1);
  const task = run(jobs.spinUntilSet, gate);
  await waitFor(() => task.status === 'RUNNING', 'the start');
  assert.deepEqual(task.timings, { queued: 1000, started: 1000, ended: null });
  setClock(1003);
  Atomics.store(gate, 0, 1);
  await task;
  assert.deepEqual(task.timings, { queued: 1000, started: 1000, ended: 1003 });
  setClock(NaN);
  const { queued } = run(jobs.increment, 1).timings;
  assert.isBelow(Math.abs(queued - Date.now() / 1000), 60);
});
