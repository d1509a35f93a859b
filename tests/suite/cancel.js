/** The cancel ladder: flag, then the worker is disowned. */
import { CancelledError, diagnose, kernel, options, run, sharedArray } from '../../js/index.js';
import { assert, fullPool, jobs, rejects, runtime, test, waitFor } from '../harness/index.js';

const started = (task) => waitFor(() => task.latest === 'started', 'the task to start');
const running = (task) => waitFor(() => task.status === 'RUNNING', 'the task to run');
const brutal = options({ cancelGrace: 0 });
const patient = options({ cancelGrace: null });

test('cancel pending: CANCELLED at once, never runs', async (t) => {
  await runtime(t, { workers: 1 });
  const gate = sharedArray(Int32Array, 1);
  const ran = sharedArray(Int32Array, 1);
  const blocker = run(jobs.spinUntilSet, gate);
  await running(blocker);
  const task = run(jobs.spinUntilSet, ran);
  assert.isTrue(task.cancel());
  assert.strictEqual(task.status, 'CANCELLED');
  assert.strictEqual(task.cancelledBy, 'flag');
  Atomics.store(gate, 0, 1);
  await blocker;
  await rejects(task, CancelledError);
  assert.throws(() => task.result, CancelledError);
  assert.strictEqual(task.error, null);
  assert.strictEqual(diagnose().pending, 0);
});

test('cancel cooperative: the flag is seen at once by a loop that never yields', async (t) => {
  await runtime(t);
  const task = patient.run(jobs.stopWhenAsked);
  await started(task);
  assert.isTrue(task.cancel());
  assert.strictEqual(await task, 'stopped');
});

test('a function that returns normally is DONE, cancel or not', async (t) => {
  await runtime(t);
  const gate = sharedArray(Int32Array, 1);
  const task = patient.run(jobs.returnLate, gate);
  await running(task);
  assert.isTrue(task.cancel());
  assert.isTrue(task.cancel(), 'a request made before is accepted again');
  Atomics.store(gate, 0, 1);
  assert.isTrue(await task);
  assert.strictEqual(task.status, 'DONE');
  assert.strictEqual(task.cancelledBy, null);
});

test('signal.throwIfAborted() lets the cancel out: CANCELLED by the flag', async (t) => {
  await runtime(t);
  const task = patient.run(jobs.stopByThrowing);
  await started(task);
  task.cancel();
  await rejects(task, CancelledError);
  assert.strictEqual(task.status, 'CANCELLED');
  assert.strictEqual(task.cancelledBy, 'flag');
});

test('signal.aborted is right within a loop', async (t) => {
  await runtime(t);
  const task = patient.run(jobs.signalAborted);
  await started(task);
  task.cancel();
  assert.strictEqual(await task, 'CancelledError');
});

test('a sleeping sync function wakes, cleans up and is CANCELLED', async (t) => {
  await runtime(t);
  const task = patient.run(jobs.sleepAndClean);
  await started(task);
  task.cancel();
  await rejects(task, CancelledError);
  assert.strictEqual(task.latest, 'cleaned up');
});

test('a promise that a plain function returned hears the abort event', async (t) => {
  await runtime(t);
  const task = patient.run(jobs.promiseForCancel);
  await started(task);
  task.cancel();
  await rejects(task, CancelledError);
  assert.strictEqual(task.cancelledBy, 'flag');
});

test('cancel while(true) with grace 0: CANCELLED within the call, and the pool heals', async (t) => {
  await runtime(t);
  await fullPool();
  const task = brutal.run(jobs.spin);
  await running(task);
  assert.isTrue(task.cancel());
  assert.strictEqual(task.status, 'CANCELLED');
  assert.strictEqual(task.cancelledBy, 'disown');
  assert.strictEqual(await run(jobs.increment, 1), 2);
  await fullPool();
});

test('cancel while(true): the worker is disowned after the grace', async (t) => {
  await runtime(t);
  const task = options({ cancelGrace: 0.05 }).run(jobs.spin);
  await running(task);
  assert.isTrue(task.cancel());
  assert.strictEqual(task.status, 'RUNNING');
  await rejects(task, CancelledError);
  assert.strictEqual(task.cancelledBy, 'disown');
});

test('within the grace the function can still end by itself', async (t) => {
  await runtime(t);
  const task = options({ cancelGrace: 3600 }).run(jobs.stopWhenAsked);
  await started(task);
  task.cancel();
  assert.strictEqual(await task, 'stopped');
  await fullPool();
  assert.strictEqual(diagnose().disowned, 0);
});

test('ten kills in a row leave a full pool, no other task lost, and the heap where it was', async (t) => {
  await runtime(t);
  await run(jobs.increment, 0);
  await fullPool();
  const warm = brutal.run(jobs.spin);
  await running(warm);
  warm.cancel();
  await fullPool();
  const { heapUsed } = diagnose();
  const others = Array.from({ length: 50 }, (_, index) => run(jobs.increment, index));
  for (let kill = 0; kill < 10; kill++) {
    const task = brutal.run(jobs.spin);
    await running(task);
    assert.isTrue(task.cancel());
  }
  assert.deepEqual(
    await Promise.all(others),
    others.map((_, index) => index + 1),
  );
  await fullPool();
  assert.strictEqual(diagnose().disowned, 11);
  assert.strictEqual(diagnose().lost, 0);
  await waitFor(() => diagnose().heapUsed <= heapUsed, `the heap to return to ${heapUsed}`);
});

test('the spare that takes over has loaded the modules of the others before', async (t) => {
  await runtime(t, { workers: 1 });
  let patience = 0;
  await waitFor(async () => {
    await fullPool(1);
    await run(jobs.increment, 1);
    await new Promise((resolve) => setTimeout(resolve, patience++)); // nothing tells that it has them
    const task = brutal.run(jobs.spin);
    await running(task);
    const time = performance.timeOrigin + performance.now();
    task.cancel();
    return (await run(jobs.whenLoaded)) < time;
  }, 'a spare that has them');
});

test('a killed thread that runs on writes nothing that anyone else reads', async (t) => {
  await runtime(t);
  await fullPool();
  const gate = sharedArray(Int32Array, 1);
  const zombie = brutal.run(jobs.spinUntilSet, gate);
  await running(zombie);
  zombie.cancel();
  // Where the thread is not dead yet, it now goes on, and ends at the core's door.
  Atomics.store(gate, 0, 1);
  const results = await Promise.all(Array.from({ length: 100 }, (_, i) => run(jobs.bytes, i + 1)));
  results.forEach((result, index) => assert.strictEqual(result.length, index + 1));
  assert.strictEqual(zombie.status, 'CANCELLED');
  assert.deepEqual(zombie.progress, []);
  await fullPool();
});

test('cancelling hits the task that was meant, never the next one on its worker', async (t) => {
  await runtime(t);
  for (let round = 0; round < 100; round++) {
    const tasks = Array.from({ length: 20 }, (_, index) => brutal.run(jobs.increment, index));
    const results = await Promise.all(
      tasks.map((task, index) => {
        if (index % 2 === 0) task.cancel();
        return task.then(
          (value) => value,
          (error) => error,
        );
      }),
    );
    results.forEach((result, index) => {
      if (index % 2 === 1) assert.strictEqual(result, index + 1);
      else assert.isTrue(result === index + 1 || result instanceof CancelledError);
    });
  }
  await fullPool();
});

test('a cooperative kernel is asked, never killed; a killable one is killed', async (t) => {
  await runtime(t);
  await fullPool();
  const killable = brutal.run(kernel('spin'));
  await running(killable);
  killable.cancel();
  await rejects(killable, CancelledError);
  assert.strictEqual(killable.cancelledBy, 'disown');
  await fullPool();
});
