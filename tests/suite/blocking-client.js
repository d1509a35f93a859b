/** A client that, once the runtime is up, never returns to its event loop. */
import { CancelledError, diagnose, kernel, options, run, sharedArray } from '../../js/index.js';
import {
  assert,
  environment,
  fullPoolBlocking,
  jobs,
  runtime,
  test,
  waitForBlocking,
} from '../harness/index.js';

/** In Firefox a worker imports modules, and starts, through the main thread of the page. */
const needsPage = {
  skip:
    environment.name === 'firefox' &&
    environment.client === 'page' &&
    'Firefox loads what workers import through the page that blocks',
};

const brutal = options({ cancelGrace: 0 });
const waitDone = (task) => waitForBlocking(() => task.done, 'the task to end');
const waitRunning = (task) => waitForBlocking(() => task.status === 'RUNNING', 'the task to run');

test('a client that never yields sees tasks start, finish and fail', needsPage, async (t) => {
  await runtime(t);
  const tasks = Array.from({ length: 100 }, (_, index) => run(jobs.increment, index));
  const failing = run(jobs.fail, 'type');
  tasks.forEach((task, index) => {
    waitDone(task);
    assert.strictEqual(task.result, index + 1);
  });
  waitDone(failing);
  assert.instanceOf(failing.error, TypeError);
});

test('a client that never yields sees a task killed and the pool heal', needsPage, async (t) => {
  await runtime(t);
  fullPoolBlocking();
  for (let kill = 0; kill < 3; kill++) {
    const task = brutal.run(jobs.spin);
    waitRunning(task);
    assert.isTrue(task.cancel());
    assert.strictEqual(task.status, 'CANCELLED');
  }
  const next = run(jobs.increment, 1);
  waitDone(next);
  assert.strictEqual(next.result, 2);
  fullPoolBlocking();
  assert.strictEqual(diagnose().disowned, 3);
});

test('the grace runs out while the client blocks', needsPage, async (t) => {
  await runtime(t);
  const task = options({ cancelGrace: 0.05 }).run(jobs.spin);
  waitRunning(task);
  task.cancel();
  waitDone(task);
  assert.strictEqual(task.cancelledBy, 'disown');
  assert.throws(() => task.result, CancelledError);
});

test(
  'asynchronous tasks run, and progress arrives, while the client blocks',
  needsPage,
  async (t) => {
    await runtime(t);
    const task = run(jobs.interleaved, 'a', 3);
    const seen = [];
    waitForBlocking(() => {
      seen.push(...task.progress);
      return task.done;
    }, 'the task to end');
    assert.deepEqual(seen.concat(task.progress), ['a.0', 'a.1', 'a.2']);
    assert.strictEqual(task.result, 'a');
  },
);

test('a worker that dies is replaced while the client blocks', needsPage, async (t) => {
  await runtime(t);
  fullPoolBlocking();
  const task = run(jobs.die);
  waitDone(task);
  assert.strictEqual(task.error.name, 'WorkerLostError');
  fullPoolBlocking();
});

test('a task waits for what a blocked client writes into a shared array', needsPage, async (t) => {
  await runtime(t);
  const gate = sharedArray(Int32Array, 1);
  const task = run(jobs.spinUntilSet, gate);
  waitRunning(task);
  Atomics.store(gate, 0, 1);
  waitDone(task);
  assert.strictEqual(task.result, 'the gate is open');
});

test('a client that never yields sees kernels start, finish and get killed, and the pool heal', async (t) => {
  await runtime(t);
  for (let kill = 0; kill < 3; kill++) {
    const task = brutal.run(kernel('spin'));
    waitRunning(task);
    assert.isTrue(task.cancel());
    assert.strictEqual(task.status, 'CANCELLED');
  }
  const next = run(kernel('increment'), 1);
  waitDone(next);
  assert.strictEqual(next.result, 2);
  fullPoolBlocking();
  assert.strictEqual(diagnose().disowned, 3);
});
