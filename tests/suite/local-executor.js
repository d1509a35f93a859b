/** Local tasks: the same rules on the client's own thread. Most tests set the clock. */
import {
  CancelledError,
  TimeoutError,
  diagnose,
  getDefaultManager,
  kernel,
  options,
  run,
  scheduleInterval,
  sharedArray,
  shutdown,
  start,
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
} from '../harness/index.js';

const local = options({ executor: 'local' });
const localWith = (more) => options({ executor: 'local', ...more });
const started = (task) => waitFor(() => task.latest === 'started', 'the task to start');

/** What local functions see of the test: `globalThis.shared`. */
function share(context, value) {
  globalThis.shared = value;
  context.after(() => delete globalThis.shared);
  return value;
}

test('a local task runs on the client’s own thread, and sees its globals', async (t) => {
  await runtime(t);
  globalThis.timerRan = true;
  t.after(() => delete globalThis.timerRan);
  assert.isTrue(await local.run(jobs.timerRan));
  assert.isFalse(await run(jobs.timerRan));
  const shared = share(t, { list: [], add: (value) => shared.list.push(value) });
  assert.strictEqual(await local.run(() => globalThis.shared.add('kept')), 1);
  assert.deepEqual(shared.list, ['kept']);
  assert.strictEqual(await run(() => typeof globalThis.shared), 'undefined');
});

test('functions of a module, async and inline ones and kernels run locally', async (t) => {
  await runtime(t);
  assert.strictEqual(await local.run(jobs.increment, 1), 2);
  assert.strictEqual(await local.run(jobs.asyncIncrement, 1), 2);
  assert.strictEqual(await local.run(jobs.promise, 'promised'), 'promised');
  assert.strictEqual(await local.run((a, b) => a + b, 1, 2), 3);
  assert.strictEqual(await local.run(async (x) => x + 1, 1), 2);
  assert.strictEqual(await local.run(kernel('increment'), 1), 2);
  assert.deepEqual(await local.run(jobs.echo, { deep: [new Map([[1, 2]])] }), {
    deep: [new Map([[1, 2]])],
  });
});

test('it begins when the client returns to its event loop, not before', async (t) => {
  await runtime(t);
  await local.run(jobs.increment, 1);
  const shared = share(t, { calls: 0 });
  const task = local.run(() => ++globalThis.shared.calls);
  assert.strictEqual(task.status, 'PENDING');
  assert.strictEqual(diagnose().pending, 1);
  assert.strictEqual(shared.calls, 0);
  assert.strictEqual(await task, 1);
  assert.strictEqual(diagnose().pending, 0);
});

test('between local tasks the event loop gets its turn', async (t) => {
  await runtime(t);
  // Each task submits the next one: without a turn in between, the timer would never ring.
  const MOST = 1_000_000;
  const shared = share(t, { rang: false, tasks: 0 });
  shared.next = () => {
    shared.tasks++;
    if (!shared.rang && shared.tasks < MOST) local.run(() => void globalThis.shared.next());
  };
  setTimeout(() => (shared.rang = true));
  shared.next();
  await waitFor(() => shared.rang, 'the timer');
  assert.isBelow(shared.tasks, MOST);
});

test('progress and fraction of a local task', async (t) => {
  await runtime(t);
  const counting = local.run(jobs.countTo, 3);
  assert.strictEqual(await counting, 3);
  assert.deepEqual(counting.progress, [0, 1, 2]);
  assert.strictEqual(counting.latest, 2);
  const task = local.run(async () => {
    const mine = globalThis.backlit;
    mine.progress({ step: 1 });
    mine.fraction(0.25);
    mine.progress('started');
    await mine.sleep(3600);
  });
  await started(task);
  assert.deepEqual(task.progress, [{ step: 1 }, 'started']);
  assert.strictEqual(task.fraction, 0.25);
  assert.strictEqual(task.status, 'RUNNING');
  task.cancel();
  await rejects(task, CancelledError);
});

test('errors and results are copied as from a worker', async (t) => {
  await runtime(t);
  const error = await rejects(local.run(jobs.fail, 'class'), RangeError, '99 degrees');
  assert.strictEqual(error.name, 'TooHot');
  assert.strictEqual(error.degrees, 99);
  const refused = await rejects(local.run(jobs.returnFunction), TypeError, /result/);
  assert.strictEqual(refused.name, 'DataCloneError');
  await rejects(local.run(jobs.asyncFail), RangeError, 'later');
  const list = [1];
  const copy = await local.run(jobs.echo, list);
  assert.deepEqual(copy, list);
  assert.notStrictEqual(copy, list);
});

test('a shared array goes to a local task by reference', async (t) => {
  await runtime(t);
  const array = sharedArray(Int32Array, 2);
  const returned = await local.run((shared) => {
    shared[1] = 7;
    return shared;
  }, array);
  assert.deepEqual([...array], [0, 7]);
  returned[0] = 5;
  assert.deepEqual([...array], [5, 7]);
});

test('a waiting local task is CANCELLED at once and never runs', async (t) => {
  await runtime(t);
  await local.run(jobs.increment, 1);
  share(t, { calls: 0 });
  const tasks = Array.from({ length: 3 }, () => local.run(() => ++globalThis.shared.calls));
  assert.isTrue(tasks[1].cancel());
  assert.strictEqual(tasks[1].status, 'CANCELLED');
  assert.strictEqual(tasks[1].cancelledBy, 'flag');
  assert.strictEqual(await tasks[2], 2);
  assert.strictEqual(await tasks[0], 1);
});

test('a local async function is cancelled by the flag', async (t) => {
  await runtime(t);
  const sleeping = localWith({ cancelGrace: null }).run(jobs.asyncSleep, 3600);
  const listening = localWith({ cancelGrace: null }).run(jobs.abortEvent);
  await started(sleeping);
  await started(listening);
  assert.isTrue(sleeping.cancel());
  assert.isTrue(listening.cancel());
  await rejects(sleeping, CancelledError);
  assert.strictEqual(sleeping.cancelledBy, 'flag');
  assert.strictEqual(await listening, 'aborted: CancelledError');
});

test('a local function that cancels its own task sees the request at once', async (t) => {
  await runtime(t);
  const shared = share(t, {});
  shared.task = local.run(() => {
    const before = globalThis.backlit.cancelRequested();
    const accepted = globalThis.shared.task.cancel();
    const { signal } = globalThis.backlit;
    return [before, accepted, globalThis.backlit.cancelRequested(), signal.aborted];
  });
  assert.deepEqual(await shared.task, [false, true, true, true]);
});

test('one that does not heed its cancel is given up; what it does later is without effect', async (t) => {
  await runtime(t);
  setClock(1000);
  const gate = sharedArray(Int32Array, 1);
  const shared = share(t, { ended: false });
  const task = localWith({ cancelGrace: 5 }).run(async (opened) => {
    const mine = globalThis.backlit;
    mine.progress('started');
    while (Atomics.load(opened, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    mine.progress('late');
    globalThis.shared.ended = true;
    return 'late';
  }, gate);
  await started(task);
  assert.isTrue(task.cancel());
  assert.strictEqual(await run(jobs.increment, 1), 2);
  assert.strictEqual(task.status, 'RUNNING');
  setClock(1005);
  await waitFor(() => task.done, 'the end of the grace');
  assert.strictEqual(task.status, 'CANCELLED');
  assert.strictEqual(task.cancelledBy, 'disown');
  Atomics.store(gate, 0, 1);
  await waitFor(() => shared.ended, 'the function to return');
  await rejects(task, CancelledError);
  assert.deepEqual(task.progress, ['started']);
  assert.strictEqual(await local.run(jobs.increment, 1), 2);
  assert.strictEqual(diagnose().disowned, 0);
});

test('retries of local tasks wait their delay and leave the thread free meanwhile', async (t) => {
  await runtime(t);
  setClock(1000);
  const calls = sharedArray(Int32Array, 1);
  const retry = { maxAttempts: 3, baseDelay: 10 };
  const task = localWith({ retry }).run(jobs.failBefore, calls, 3);
  const waits = (count) => waitFor(() => calls[0] === count, `attempt ${count}`);
  await waits(1);
  assert.strictEqual(await local.run(jobs.increment, 1), 2);
  assert.strictEqual(task.status, 'RUNNING');
  assert.strictEqual(task.attempts, 1);
  setClock(1010);
  await waits(2);
  await local.run(jobs.increment, 1);
  setClock(1030);
  assert.strictEqual(await task, 3);
  assert.strictEqual(task.attempts, 3);
  const refused = localWith({ retry: { maxAttempts: 2, retryIf: () => false } });
  await rejects(refused.run(jobs.failBefore, calls, 100), TypeError);
});

test('the timeout of a local async function', async (t) => {
  await runtime(t);
  setClock(1000);
  const task = localWith({ timeout: 5 }).run(jobs.asyncSleep, 3600);
  await started(task);
  setClock(1005);
  await rejects(task, TimeoutError);
  assert.strictEqual(task.status, 'ERROR');
  assert.strictEqual(task.cancelledBy, null);

  const calls = sharedArray(Int32Array, 2);
  const retry = { maxAttempts: 2 };
  const given = localWith({ timeout: 5, cancelGrace: 0, retry }).run(jobs.neverEndAtFirst, calls);
  await waitFor(() => given.latest === 'first', 'the first attempt');
  setClock(1010);
  assert.strictEqual(await given, 2);
  assert.strictEqual(given.attempts, 2);
  Atomics.store(calls, 1, 1); // the first attempt returns now
  assert.strictEqual(await local.run(jobs.increment, 1), 2);
  assert.strictEqual(given.result, 2);
});

test('waiting local tasks start by priority, then in their order', async (t) => {
  await runtime(t);
  await local.run(jobs.increment, 1);
  const shared = share(t, { order: [] });
  const note = (name) => void globalThis.shared.order.push(name);
  const submit = (priority, name) => localWith({ priority }).run(note, name);
  await Promise.all([
    submit('low', 'low 1'),
    submit('normal', 'normal 1'),
    submit('high', 'high 1'),
    submit('low', 'low 2'),
    submit('high', 'high 2'),
  ]);
  assert.deepEqual(shared.order, ['high 1', 'high 2', 'normal 1', 'low 1', 'low 2']);
});

test('local tasks run while all workers are busy, and the other way round', async (t) => {
  await runtime(t, { workers: 1 });
  const gate = sharedArray(Int32Array, 1);
  const blocker = run(jobs.spinUntilSet, gate);
  await waitFor(() => blocker.status === 'RUNNING', 'the blocker');
  const waiting = run(jobs.increment, 10);
  assert.strictEqual(await local.run(jobs.increment, 1), 2);
  assert.strictEqual(await local.run(kernel('increment'), 2), 3);
  assert.strictEqual(waiting.status, 'PENDING');
  const sleeping = local.run(jobs.asyncSleep, 3600);
  await started(sleeping);
  Atomics.store(gate, 0, 1);
  assert.strictEqual(await waiting, 11);
  const both = Array.from({ length: 100 }, (_, index) =>
    (index % 2 ? local : options({})).run(jobs.increment, index),
  );
  const results = await Promise.all(both);
  results.forEach((result, index) => assert.strictEqual(result, index + 1));
  assert.strictEqual(sleeping.status, 'RUNNING');
  sleeping.cancel();
  await rejects(sleeping, CancelledError);
});

test('sleepSync sleeps where the thread may, and is refused on a page', async (t) => {
  await runtime(t);
  const task = local.run(() => {
    globalThis.backlit.sleepSync(0.001);
    return 'slept';
  });
  if (environment.client === 'page') await rejects(task, Error, /sleepSync\(\).*page.*sleep\(\)/);
  else assert.strictEqual(await task, 'slept');
});

test('an interval submits local tasks', async (t) => {
  await runtime(t);
  setClock(1000);
  const shared = share(t, { list: [] });
  const note = (value) => void globalThis.shared.list.push(value);
  const job = scheduleInterval(note, { seconds: 10, args: ['tick'], executor: 'local' });
  for (let count = 1; count <= 3; count++) {
    setClock(1000 + 10 * count);
    await waitFor(() => shared.list.length === count, `tick ${count}`);
  }
  assert.deepEqual(job.counts, { submitted: 3, skipped: 0, missed: 0 });
  job.cancel();
  const statuses = [...getDefaultManager()].map((task) => task.status);
  assert.deepEqual(statuses, ['DONE', 'DONE', 'DONE']);
});

test('shutdown cancels local tasks that wait or are under way', async (t) => {
  await runtime(t);
  const running = local.run(jobs.asyncSleep, 3600);
  await started(running);
  const waiting = local.run(jobs.increment, 1);
  const awaited = running.catch((error) => error.name);
  await shutdown();
  assert.strictEqual(running.status, 'CANCELLED');
  assert.strictEqual(waiting.status, 'CANCELLED');
  assert.strictEqual(await awaited, 'CancelledError');
});

test('another runtime in the same thread runs its own functions and filters', async (t) => {
  await runtime(t);
  const retry = { maxAttempts: 2, retryIf: () => true };
  const calls = sharedArray(Int32Array, 1);
  assert.strictEqual(await local.run((x) => x + 1, 1), 2);
  assert.strictEqual(await localWith({ retry }).run(jobs.failBefore, calls, 2), 2);
  await shutdown();
  await start({ workers: 1 });
  assert.strictEqual(await local.run((x) => x * 10, 1), 10);
  const other = { maxAttempts: 2, retryIf: () => false };
  const again = sharedArray(Int32Array, 1);
  await rejects(localWith({ retry: other }).run(jobs.failBefore, again, 2), TypeError);
  assert.strictEqual(again[0], 1);
});

test('local tasks leave no memory behind', async (t) => {
  await runtime(t);
  const round = async (number) => {
    assert.deepEqual(await local.run(jobs.echo, { number }), { number });
    assert.deepEqual(await local.run(jobs.asyncIncrement, number), number + 1);
    await rejects(local.run(jobs.fail, 'type'), TypeError);
    await waitFor(() => diagnose().tasks === 0, 'all tasks to be gone');
  };
  await round(0);
  const { heapUsed } = diagnose();
  for (let number = 1; number < 50; number++) await round(number);
  assert.strictEqual(diagnose().heapUsed, heapUsed);
});
