/** Bad input: an error at the call that names the value and the remedy; nothing is lost. */
import {
  DataCloneError,
  QueueFullError,
  UnknownKernelError,
  diagnose,
  kernel,
  options,
  remote,
  run,
  sharedArray,
  shutdown,
  start,
} from '../../js/index.js';
import { assert, jobs, rejects, runtime, test, waitFor } from '../harness/index.js';

test('run before start names start()', () => {
  assert.throws(() => run(jobs.nothing), /await start\(\)/);
});

test('run after shutdown says so', async (t) => {
  await runtime(t);
  await shutdown();
  assert.throws(() => run(jobs.nothing), /was shut down.*await start\(\)/);
});

test('what is no function is refused', async (t) => {
  await runtime(t);
  for (const value of [undefined, null, 1, 'jobs', {}, [], Symbol('jobs')]) {
    assert.throws(() => run(value), TypeError, /run\(.*remote\(/);
  }
  assert.strictEqual(diagnose().tasks, 0);
});

test('a reference cannot be called: run() does', () => {
  assert.throws(() => jobs.increment(1), TypeError, /run\(increment, …\)/);
});

test('an address that is not absolute is refused', () => {
  for (const url of ['./jobs.js', '', undefined, null, 5, {}]) {
    assert.throws(() => remote(url), TypeError, /new URL\(/);
  }
});

test('an argument that cannot be sent is named by its path; nothing is queued', async (t) => {
  await runtime(t);
  const cases = [
    [() => run(jobs.echo, () => 1), /arguments\[0\]/],
    [() => run(jobs.echo, 1, { a: [{ b: Symbol('x') }] }), /arguments\[1\]\.a\[0\]\.b/],
    [() => run(jobs.echo, new WeakMap()), /arguments\[0\].*WeakMap/],
    [() => run(jobs.echo, Promise.resolve()), /arguments\[0\].*Promise/],
    [() => run(jobs.echo, new SharedArrayBuffer(8)), /arguments\[0\].*SharedArrayBuffer/],
  ];
  for (const [call, message] of cases) assert.throws(call, DataCloneError, message);
  assert.strictEqual(diagnose().tasks, 0);
  assert.strictEqual(await run(jobs.increment, 1), 2);
});

test('a kernel refuses what C cannot take', async (t) => {
  await runtime(t);
  assert.throws(
    () => run(kernel('increment'), { x: 1 }),
    TypeError,
    /arguments\[0\].*typed arrays/,
  );
});

test('an unknown kernel is named as such', async (t) => {
  await runtime(t);
  assert.throws(() => run(kernel('absent'), 1), UnknownKernelError);
  assert.throws(() => kernel(''), TypeError);
});

test('unknown options and wrong values are named', () => {
  assert.throws(() => options({ prio: 'high' }), TypeError, /no option 'prio'.*priority/);
  assert.throws(() => options({ priority: 'urgent' }), TypeError, /"urgent".*'high'/);
  assert.throws(() => options({ cancelGrace: -1 }), TypeError, /cancelGrace is -1.*seconds/);
  assert.throws(() => options({ cancelGrace: '1' }), TypeError, /cancelGrace is "1"/);
  assert.throws(() => options({ name: 5 }), TypeError, /name is 5/);
  assert.throws(() => options(null), TypeError);
});

test('wrong start options are named, and nothing starts', async () => {
  await rejects(start({ threads: 2 }), TypeError, /no option 'threads'.*workers/);
  await rejects(start({ workers: 0 }), TypeError, /workers is 0.*1 to/);
  await rejects(start({ workers: 2.5 }), TypeError, /workers is 2\.5/);
  await rejects(start({ maxPending: '5' }), TypeError, /maxPending is "5"/);
  await rejects(start({ memory: { maximum: 1 } }), TypeError, /maximum is 1/);
  await rejects(start({ memory: { initial: 64 << 20, maximum: 32 << 20 } }), RangeError);
  assert.isFalse(diagnose().started);
});

test('a full queue is an error; nothing that was queued is lost', async (t) => {
  await runtime(t, { workers: 1, maxPending: 10 });
  const gate = sharedArray(Int32Array, 1);
  const blocker = run(jobs.spinUntilSet, gate);
  await waitFor(() => blocker.status === 'RUNNING', 'the worker to be busy');
  const tasks = Array.from({ length: 10 }, (_, index) => run(jobs.echo, { index }));
  assert.throws(() => run(jobs.echo, { index: 10 }), QueueFullError, /maxPending/);
  assert.strictEqual(diagnose().pending, 10);
  assert.isTrue(tasks[4].cancel());
  const late = run(jobs.increment, 1);
  Atomics.store(gate, 0, 1);
  assert.strictEqual(await late, 2);
  for (const [index, task] of tasks.entries()) {
    if (index !== 4) assert.deepEqual(await task, { index });
  }
});

test('65,536 tasks may wait by default', async (t) => {
  await runtime(t, { workers: 1 });
  const gate = sharedArray(Int32Array, 1);
  const blocker = run(jobs.spinUntilSet, gate);
  await waitFor(() => blocker.status === 'RUNNING', 'the worker to be busy');
  const tasks = Array.from({ length: 65_536 }, (_, index) => run(jobs.increment, index));
  assert.throws(() => run(jobs.increment, 1), QueueFullError);
  Atomics.store(gate, 0, 1);
  const results = await Promise.all(tasks);
  results.forEach((result, index) => assert.strictEqual(result, index + 1));
});
