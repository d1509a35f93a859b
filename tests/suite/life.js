/** A task's life: PENDING, RUNNING, then one end, for ever. */
import { TaskStatus, kernel, options, run, sharedArray } from '../../js/index.js';
import { assert, fullPool, jobs, rejects, runtime, test, waitFor } from '../harness/index.js';

test('a task is PENDING while the workers are busy, then RUNNING, then DONE', async (t) => {
  await runtime(t, { workers: 1 });
  const gates = [sharedArray(Int32Array, 1), sharedArray(Int32Array, 1)];
  const first = run(jobs.spinUntilSet, gates[0]);
  await waitFor(() => first.status === TaskStatus.RUNNING, 'the first task to run');
  const second = run(jobs.spinUntilSet, gates[1]);
  assert.strictEqual(second.status, 'PENDING');
  assert.isFalse(second.done);
  Atomics.store(gates[0], 0, 1);
  await first;
  await waitFor(() => second.status === 'RUNNING', 'the second task to run');
  assert.isFalse(second.done);
  Atomics.store(gates[1], 0, 1);
  await second;
  assert.strictEqual(second.status, 'DONE');
  assert.isTrue(second.done);
  assert.strictEqual(second.result, 'the gate is open');
  assert.strictEqual(second.error, null);
});

test('a result is given by await, by result, again and again', async (t) => {
  await runtime(t);
  const task = run(jobs.echo, { answer: 42 });
  const awaited = await task;
  assert.deepEqual(awaited, { answer: 42 });
  assert.strictEqual(task.result, awaited);
  assert.strictEqual(await task, awaited);
});

test('reading the result before the end throws, and names what to do', async (t) => {
  await runtime(t);
  const gate = sharedArray(Int32Array, 1);
  const task = run(jobs.spinUntilSet, gate);
  assert.throws(() => task.result, /task\.done/);
  assert.strictEqual(task.error, null);
  Atomics.store(gate, 0, 1);
  await task;
});

test('an error ends as ERROR: await rejects, result throws, error gives it', async (t) => {
  await runtime(t);
  const task = run(jobs.fail, 'type');
  const error = await rejects(task, TypeError, /not so/);
  assert.strictEqual(task.status, 'ERROR');
  assert.strictEqual(task.error, error);
  assert.throws(() => task.result, TypeError, 'not so');
  assert.isFalse(task.cancel());
  assert.strictEqual(task.status, 'ERROR');
});

test('a terminal state is for ever: cancel after the end says false', async (t) => {
  await runtime(t);
  const task = run(jobs.increment, 1);
  await task;
  assert.isFalse(task.cancel());
  assert.strictEqual(task.status, 'DONE');
  assert.strictEqual(task.result, 2);
  assert.strictEqual(task.cancelledBy, null);
});

test('a task that failed and that nobody awaits is no unhandled rejection', async (t) => {
  await runtime(t);
  const task = run(jobs.fail, 'type');
  await waitFor(() => task.done, 'the failure');
});

test('status and done never disagree, and every task has exactly one end', async (t) => {
  await runtime(t);
  const tasks = Array.from({ length: 300 }, (_, index) => run(jobs.increment, index));
  const ends = tasks.map(() => new Set());
  const look = () =>
    tasks.forEach((task, index) => {
      const { done, status } = task;
      if (done) assert.include(['DONE', 'CANCELLED'], task.status);
      if (status === 'DONE' || status === 'CANCELLED') ends[index].add(status);
    });
  tasks.forEach((task, index) => index % 3 === 0 && task.cancel());
  await waitFor(() => {
    look();
    return tasks.every((task) => task.done);
  }, 'all tasks to end');
  look();
  look();
  ends.forEach((states) => assert.strictEqual(states.size, 1));
});

test('ids are UUIDs of version 4, all different, and stay', async (t) => {
  await runtime(t);
  const tasks = Array.from({ length: 100 }, () => run(jobs.nothing));
  const ids = tasks.map((task) => task.id);
  for (const id of ids) {
    assert.match(id, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  }
  assert.strictEqual(new Set(ids).size, ids.length);
  await Promise.all(tasks);
  assert.deepEqual(
    tasks.map((task) => task.id),
    ids,
  );
});

test('tasks of high priority run before normal ones, those before low ones', async (t) => {
  await runtime(t, { workers: 1 });
  const gate = sharedArray(Int32Array, 1);
  const blocker = run(jobs.spinUntilSet, gate);
  await waitFor(() => blocker.status === 'RUNNING', 'the worker to be busy');
  const at = { low: 2, normal: 1, high: 0 };
  const tasks = Object.entries(at).map(([priority, place]) =>
    options({ priority }).run(jobs.echo, place),
  );
  const ended = [];
  tasks.forEach((task) => task.then((place) => ended.push(place)));
  Atomics.store(gate, 0, 1);
  await Promise.all(tasks);
  assert.deepEqual(ended, [0, 1, 2]);
});

test('what a sync function starts and does not return stays frozen while its worker waits', async (t) => {
  await runtime(t, { workers: 1 });
  assert.isFalse(await run(jobs.timerRan));
  await run(jobs.leaveTimer);
  assert.isFalse(await run(jobs.timerRan));
});

test('a promise that a plain function returns is awaited in place', async (t) => {
  await runtime(t);
  assert.strictEqual(await run(jobs.promise, 5), 5);
  await rejects(run(jobs.rejectedPromise), RangeError, /rejected/);
});

test('catch and finally work as on a promise', async (t) => {
  await runtime(t);
  const error = await run(jobs.fail, 'type').catch((reason) => reason);
  assert.instanceOf(error, TypeError);
  let ended = 0;
  assert.strictEqual(await run(jobs.increment, 1).finally(() => ended++), 2);
  assert.strictEqual(ended, 1);
});

test('a C kernel runs by name', async (t) => {
  await runtime(t);
  assert.strictEqual(await run(kernel('increment'), 41), 42);
});

test('two workers run two tasks at the same time', async (t) => {
  await runtime(t);
  await fullPool();
  const gate = sharedArray(Int32Array, 1);
  const tasks = [run(jobs.spinUntilSet, gate), run(jobs.spinUntilSet, gate)];
  await waitFor(() => tasks.every((task) => task.status === 'RUNNING'), 'both to run');
  Atomics.store(gate, 0, 1);
  await Promise.all(tasks);
});

test('a name is kept for people', async (t) => {
  await runtime(t);
  assert.strictEqual(options({ name: 'the one' }).run(jobs.nothing).name, 'the one');
});
