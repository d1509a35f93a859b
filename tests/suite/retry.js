/** Retries: what follows a failed attempt, and when. */
import {
  CancelledError,
  RetryPolicy,
  WorkerLostError,
  diagnose,
  kernel,
  options,
  run,
  sharedArray,
} from '../../js/index.js';
import {
  assert,
  environment,
  jobs,
  rejects,
  runtime,
  setClock,
  test,
  waitFor,
  waitForBlocking,
} from '../harness/index.js';

const counter = () => sharedArray(Int32Array, 2);

/** Waits until the task waits for its next attempt: the only worker has left the one before. */
async function waits(calls, count) {
  await waitFor(() => Atomics.load(calls, 0) === count, `attempt ${count}`);
  await run(jobs.nothing);
}

test('a failed task runs again until it succeeds; attempts says how often', async (t) => {
  await runtime(t);
  const calls = counter();
  const task = options({ retry: { maxAttempts: 5 } }).run(jobs.failBefore, calls, 3);
  assert.strictEqual(await task, 3);
  assert.strictEqual(task.attempts, 3);
  assert.strictEqual(task.status, 'DONE');
  assert.strictEqual(task.error, null);
});

test('an asynchronous function is retried likewise', async (t) => {
  await runtime(t);
  const task = options({ retry: { maxAttempts: 5 } }).run(jobs.asyncFailBefore, counter(), 3);
  assert.strictEqual(await task, 3);
  assert.strictEqual(task.attempts, 3);
});

test('the error of the last attempt is the task’s', async (t) => {
  await runtime(t);
  const calls = counter();
  const task = options({ retry: { maxAttempts: 3 } }).run(jobs.failBefore, calls, 100);
  await rejects(task, TypeError);
  assert.strictEqual(task.attempts, 3);
  assert.strictEqual(calls[0], 3);
});

test('without a policy there is one attempt', async (t) => {
  await runtime(t);
  const calls = counter();
  const task = options({}).run(jobs.failBefore, calls, 2);
  await rejects(task, TypeError);
  assert.strictEqual(task.attempts, 1);
});

test('retryOn: only errors of these classes are retried, those of subclasses too', async (t) => {
  await runtime(t);
  const attempts = async (retryOn) => {
    const task = options({ retry: { maxAttempts: 2, retryOn } }).run(jobs.failBefore, counter(), 2);
    await task.catch(() => {});
    return task.attempts;
  };
  assert.strictEqual(await attempts([RangeError]), 1);
  assert.strictEqual(await attempts([RangeError, TypeError]), 2);
  assert.strictEqual(await attempts([Error]), 2);
  assert.strictEqual(await attempts(['TypeError']), 2);
});

test('retryIf is asked in the worker: an inline function, or one of a module', async (t) => {
  await runtime(t);
  const attempts = async (retryIf) => {
    const task = options({ retry: { maxAttempts: 2, retryIf } }).run(jobs.failBefore, counter(), 2);
    await task.catch(() => {});
    return task.attempts;
  };
  assert.strictEqual(await attempts((error) => error.message === 'other'), 1);
  assert.strictEqual(await attempts((error) => error instanceof TypeError), 2);
  assert.strictEqual(await attempts(async (error) => error instanceof TypeError), 2);
  assert.strictEqual(await attempts(jobs.hasMessage), 2);
  assert.strictEqual(await attempts(jobs.isSecondCall), 1);
});

test('a retryIf that fails ends the task with its error', async (t) => {
  await runtime(t);
  const retryIf = () => {
    throw new RangeError('in the filter');
  };
  const task = options({ retry: { maxAttempts: 2, retryIf } }).run(jobs.failBefore, counter(), 2);
  await rejects(task, RangeError, /in the filter/);
  assert.strictEqual(task.attempts, 1);
});

test('a waiting task is RUNNING, holds no worker, and runs when its delay is over', async (t) => {
  await runtime(t, { workers: 1 });
  setClock(1000);
  const calls = counter();
  const retry = new RetryPolicy({ maxAttempts: 3, baseDelay: 10 });
  const task = options({ retry }).run(jobs.failBefore, calls, 3);
  await waits(calls, 1);
  assert.strictEqual(task.status, 'RUNNING');
  assert.strictEqual(task.attempts, 1);
  assert.strictEqual(await options({}).run(jobs.increment, 1), 2); // the only worker is free
  setClock(1010);
  await waits(calls, 2);
  setClock(1030);
  assert.strictEqual(await task, 3);
});

test('the delays run on while the client blocks', async (t) => {
  await runtime(t);
  await options({}).run(jobs.increment, 1); // in Firefox, a page must not block while modules load
  const calls = counter();
  const retry = { maxAttempts: 4, baseDelay: 0.01, multiplier: 1 };
  const task = options({ retry }).run(jobs.failBefore, calls, 4);
  if (environment.name === 'firefox') await task;
  waitForBlocking(() => task.done, 'the retries');
  assert.strictEqual(task.result, 4);
});

test('no attempt follows once maxElapsed is over', async (t) => {
  await runtime(t, { workers: 1 });
  setClock(1000);
  const calls = counter();
  const retry = { maxAttempts: 100, baseDelay: 10, multiplier: 1, maxElapsed: 15 };
  const task = options({ retry }).run(jobs.failBefore, calls, 100);
  await waits(calls, 1);
  setClock(1010);
  await waits(calls, 2);
  setClock(1020);
  await rejects(task, TypeError);
  assert.strictEqual(task.attempts, 3);
});

test('a cancel ends the wait for the next attempt at once', async (t) => {
  await runtime(t, { workers: 1 });
  const calls = counter();
  const task = options({ retry: { maxAttempts: 3, baseDelay: 3600, maxDelay: 3600 } }).run(
    jobs.failBefore,
    calls,
    3,
  );
  await waits(calls, 1);
  assert.isTrue(task.cancel());
  assert.strictEqual(task.status, 'CANCELLED');
  assert.strictEqual(task.cancelledBy, 'flag');
  assert.isFalse(task.cancel());
  await rejects(task, CancelledError);
  assert.strictEqual(task.attempts, 1);
});

test('a cancel ends a task whose next attempt is queued', async (t) => {
  await runtime(t, { workers: 1 });
  setClock(1000);
  const calls = counter();
  const task = options({ retry: { maxAttempts: 3, baseDelay: 10 } }).run(jobs.failBefore, calls, 3);
  await waits(calls, 1);
  const gate = sharedArray(Int32Array, 1);
  const blocker = options({}).run(jobs.spinUntilSet, gate);
  await waitFor(() => blocker.status === 'RUNNING', 'the blocker');
  setClock(1010);
  await waitFor(() => diagnose().pending === 1, 'the attempt to be queued');
  assert.strictEqual(task.status, 'RUNNING');
  assert.isTrue(task.cancel());
  assert.strictEqual(task.status, 'CANCELLED');
  assert.strictEqual(diagnose().pending, 0);
  Atomics.store(gate, 0, 1);
  await blocker;
  assert.strictEqual(calls[0], 1);
});

test('a cancel of a running attempt ends the retries', async (t) => {
  await runtime(t);
  const task = options({ retry: { maxAttempts: 100 } }).run(jobs.stopByThrowing);
  await waitFor(() => task.latest === 'started', 'the start');
  task.cancel();
  await rejects(task, CancelledError);
  assert.strictEqual(task.attempts, 1);
});

test('an error that would have been retried ends a cancelled task as CANCELLED', async (t) => {
  await runtime(t);
  for (const [maxAttempts, status] of [
    [2, 'CANCELLED'],
    [1, 'ERROR'],
  ]) {
    const gate = sharedArray(Int32Array, 1);
    const task = options({ retry: { maxAttempts } }).run((gate) => {
      globalThis.backlit.progress('started');
      while (Atomics.load(gate, 0) === 0);
      throw new RangeError('too late');
    }, gate);
    await waitFor(() => task.latest === 'started', 'the start');
    task.cancel();
    Atomics.store(gate, 0, 1);
    await rejects(task, status === 'ERROR' ? RangeError : CancelledError);
    assert.strictEqual(task.status, status);
    assert.strictEqual(task.cancelledBy, status === 'ERROR' ? null : 'flag');
    assert.strictEqual(task.attempts, 1);
  }
});

test('a lost worker is retried, unless the policy says otherwise', async (t) => {
  await runtime(t);
  const retried = options({ retry: { maxAttempts: 2 } }).run(jobs.dieBefore, counter(), 2);
  assert.strictEqual(await retried, 2);
  assert.strictEqual(retried.attempts, 2);
  const lost = options({ retry: { maxAttempts: 2, retryOn: [TypeError] } }).run(
    jobs.dieBefore,
    counter(),
    2,
  );
  await rejects(lost, WorkerLostError);
});

test('a kernel that fails is retried', async (t) => {
  await runtime(t);
  const task = options({ retry: { maxAttempts: 3 } }).run(kernel('increment'), 'no number');
  await rejects(task, Error);
  assert.strictEqual(task.attempts, 3);
});

test('progress of all attempts arrives in order', async (t) => {
  await runtime(t);
  const task = options({ retry: { maxAttempts: 3 } }).run((calls) => {
    const { backlit } = globalThis;
    const call = Atomics.add(calls, 0, 1) + 1;
    backlit.progress(`attempt ${call}`);
    if (call < 3) throw new Error('again');
  }, counter());
  await task;
  assert.deepEqual(task.progress, ['attempt 1', 'attempt 2', 'attempt 3']);
});
