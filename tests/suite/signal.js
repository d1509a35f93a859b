/** An AbortSignal of the client's cancels tasks. */
import { CancelledError, diagnose, options, run, sharedArray } from '../../js/index.js';
import { assert, jobs, rejects, runtime, test, waitFor } from '../harness/index.js';

/** A signal that counts its listeners. */
function countingSignal() {
  const controller = new AbortController();
  const { signal } = controller;
  const counted = { listeners: 0 };
  for (const [method, change] of [
    ['addEventListener', 1],
    ['removeEventListener', -1],
  ]) {
    signal[method] = (...list) => {
      counted.listeners += change;
      AbortSignal.prototype[method].apply(signal, list);
    };
  }
  return { controller, signal, counted };
}

test('an abort cancels the tasks that have the signal, and no others', async (t) => {
  await runtime(t, { workers: 1 });
  const controller = new AbortController();
  const { signal } = controller;
  const patient = options({ signal, cancelGrace: null });
  const running = patient.run(jobs.stopByThrowing);
  await waitFor(() => running.latest === 'started', 'the task to start');
  const pending = patient.run(jobs.increment, 1);
  const other = run(jobs.increment, 1);
  controller.abort();
  assert.strictEqual(pending.status, 'CANCELLED');
  await rejects(running, CancelledError);
  await rejects(pending, CancelledError);
  assert.strictEqual(await other, 2);
});

test('an abort ends a task that ignores it, after its grace', async (t) => {
  await runtime(t);
  const controller = new AbortController();
  const task = options({ signal: controller.signal, cancelGrace: 0 }).run(jobs.spin);
  await waitFor(() => task.status === 'RUNNING', 'the task to run');
  controller.abort();
  assert.strictEqual(task.status, 'CANCELLED');
  assert.strictEqual(task.cancelledBy, 'disown');
});

test('with a signal that is aborted already the task is CANCELLED and never runs', async (t) => {
  await runtime(t);
  const ran = sharedArray(Int32Array, 1);
  const aborted = options({ signal: AbortSignal.abort(), name: 'late' });
  const tasks = [aborted.run(jobs.setFirst, ran), aborted.run(jobs.setFirst, ran)];
  assert.strictEqual(diagnose().tasks, 0);
  for (const task of tasks) {
    assert.strictEqual(task.status, 'CANCELLED');
    assert.isTrue(task.done);
    assert.strictEqual(task.cancelledBy, 'flag');
    assert.strictEqual(task.error, null);
    assert.strictEqual(task.fraction, null);
    assert.strictEqual(task.latest, undefined);
    assert.strictEqual(task.progressDropped, 0);
    assert.strictEqual(task.name, 'late');
    assert.deepEqual(task.progress, []);
    assert.isFalse(task.cancel());
    assert.throws(() => task.result, CancelledError);
    assert.match(task.id, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    await rejects(task, CancelledError);
  }
  assert.notStrictEqual(tasks[0].id, tasks[1].id);
  await run(jobs.nothing);
  assert.strictEqual(ran[0], 0);
  assert.throws(() => aborted.run('jobs'), TypeError);
});

test('an awaited task is cancelled though nobody else holds it', async (t) => {
  await runtime(t);
  const controller = new AbortController();
  const gate = sharedArray(Int32Array, 1);
  const end = options({ signal: controller.signal })
    .run(jobs.openAndSleep, gate)
    .catch((e) => e);
  await waitFor(() => Atomics.load(gate, 0) === 1, 'the task to run');
  controller.abort();
  assert.instanceOf(await end, CancelledError);
});

test('when a task has ended the signal holds nothing of it', async (t) => {
  await runtime(t);
  const { controller, signal, counted } = countingSignal();
  const cancellable = options({ signal });
  const tasks = [cancellable.run(jobs.increment, 1), cancellable.run(jobs.fail, 'type')];
  assert.strictEqual(counted.listeners, 1);
  await tasks[0];
  assert.strictEqual(counted.listeners, 1);
  await waitFor(() => tasks[1].done, 'the failure');
  assert.instanceOf(tasks[1].error, TypeError);
  assert.strictEqual(counted.listeners, 0);
  const later = cancellable.run(jobs.neverEnds);
  assert.strictEqual(counted.listeners, 1);
  controller.abort();
  await rejects(later, CancelledError);
  assert.strictEqual(tasks[0].status, 'DONE');
});

test('a submission that fails leaves nothing at the signal', async (t) => {
  await runtime(t);
  const { signal, counted } = countingSignal();
  assert.throws(() => options({ signal }).run(jobs.echo, Symbol('x')), TypeError);
  assert.strictEqual(counted.listeners, 0);
});

test('one signal for many tasks', async (t) => {
  await runtime(t);
  const controller = new AbortController();
  const { signal } = controller;
  const tasks = Array.from({ length: 500 }, () => options({ signal }).run(jobs.neverEnds));
  controller.abort();
  for (const task of tasks) await rejects(task, CancelledError);
});

test('what is no signal is refused', () => {
  for (const signal of [{}, null, new AbortController()]) {
    assert.throws(() => options({ signal }), TypeError, /signal is .*give an AbortSignal/);
  }
});
