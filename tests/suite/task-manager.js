/** TaskManager: finds tasks again, keeps those under way and the last completed ones. */
import {
  DataCloneError,
  Task,
  TaskManager,
  getDefaultManager,
  options,
  run,
  sharedArray,
  shutdown,
} from '../../js/index.js';
import { assert, jobs, runtime, test, waitFor } from '../harness/index.js';

/** Tasks that have completed, without anybody having looked at the manager. */
async function completed(manager, count) {
  const tasks = Array.from({ length: count }, (_, index) => manager.submit(jobs.echo, index));
  await Promise.all(tasks);
  return tasks;
}

test('a task is found by its id', async (t) => {
  await runtime(t);
  const manager = new TaskManager();
  const tasks = await completed(manager, 3);
  for (const task of tasks) assert.strictEqual(manager.get(task.id), task);
  const another = manager.submit(jobs.echo, 4);
  assert.instanceOf(another, Task);
  assert.strictEqual(manager.get(another.id), another);
  assert.strictEqual(manager.get('4dd2ac81-e45c-4a4c-8a0c-3a5f2a2d0b5e'), undefined);
  assert.strictEqual(manager.get(undefined), undefined);
  assert.strictEqual(await another, 4);
});

test('run() keeps its task in the default manager, unless another one is named', async (t) => {
  await runtime(t);
  const manager = new TaskManager();
  const usual = run(jobs.nothing);
  const optional = options({ priority: 'high' }).run(jobs.nothing);
  const other = options({ manager }).run(jobs.nothing);
  assert.strictEqual(getDefaultManager(), getDefaultManager());
  assert.deepEqual([...getDefaultManager()], [usual, optional]);
  assert.deepEqual([...manager], [other]);
});

test('the oldest completed tasks go first, in order of submission; none under way goes', async (t) => {
  await runtime(t);
  const manager = new TaskManager({ maxCompleted: 2 });
  const gate = sharedArray(Int32Array, 1);
  const early = manager.submit(jobs.spinUntilSet, gate);
  const tasks = await completed(manager, 4);
  assert.deepEqual([...manager], [early, tasks[2], tasks[3]]);
  Atomics.store(gate, 0, 1);
  await early;
  // It completed last, but was submitted first.
  assert.deepEqual([...manager], [tasks[2], tasks[3]]);
});

test('whoever looks sees no more completed tasks than maxCompleted', async (t) => {
  await runtime(t);
  const looks = {
    size: (manager) => manager.size === 2,
    iteration: (manager) => [...manager].length === 2,
    get: (manager, tasks) => tasks.map(({ id }) => manager.get(id)).filter(Boolean).length === 2,
    cleanup: (manager) => manager.cleanup() === 3 && manager.cleanup() === 0,
  };
  for (const [name, isRight] of Object.entries(looks)) {
    const manager = new TaskManager({ maxCompleted: 2 });
    const tasks = await completed(manager, 5);
    assert.isTrue(isRight(manager, tasks), name);
  }
});

test('ids stay right while tasks come and go', async (t) => {
  await runtime(t);
  const manager = new TaskManager({ maxCompleted: 3 });
  const all = [];
  for (let round = 0; round < 5; round++) {
    all.push(...(await completed(manager, 2)));
    const kept = all.slice(-3);
    for (const task of all) {
      assert.strictEqual(manager.get(task.id), kept.includes(task) ? task : undefined);
    }
    assert.strictEqual(manager.size, kept.length);
  }
});

test('a task that was let go of can still be read by who holds it', async (t) => {
  await runtime(t);
  const manager = new TaskManager({ maxCompleted: 0 });
  const task = manager.submit(jobs.countTo, 3);
  await waitFor(() => task.done, 'the task to end');
  assert.strictEqual(manager.size, 0);
  assert.strictEqual(task.result, 3);
  assert.deepEqual(task.progress, [0, 1, 2]);
});

test('256 completed tasks are kept by default, all with Infinity', async (t) => {
  await runtime(t);
  const usual = new TaskManager();
  const endless = new TaskManager({ maxCompleted: Infinity });
  await completed(usual, 1000);
  await completed(endless, 1000);
  assert.strictEqual(usual.size, 256);
  assert.strictEqual(endless.size, 1000);
});

test('errors and cancelled tasks count as completed', async (t) => {
  await runtime(t);
  const manager = new TaskManager({ maxCompleted: 1 });
  const failing = manager.submit(jobs.fail, 'type');
  const cancelled = manager.submit(jobs.spin);
  cancelled.cancel();
  await waitFor(() => failing.done && cancelled.done, 'both to end');
  assert.deepEqual([...manager], [cancelled]);
});

test('a global name keeps its task, until another one has the name', async (t) => {
  await runtime(t);
  const manager = new TaskManager({ maxCompleted: 0 });
  const [first, second] = await completed(manager, 2);
  manager.registerGlobal(first, 'preview');
  assert.strictEqual(manager.size, 0);
  assert.strictEqual(manager.get(first.id), undefined);
  assert.strictEqual(manager.get('global:preview'), first);
  manager.registerGlobal(second, 'preview');
  assert.strictEqual(manager.get('global:preview'), second);
  assert.strictEqual(manager.get('global:other'), undefined);
  assert.strictEqual(manager.get('preview'), undefined);
});

test('a wrong registration is refused', async (t) => {
  await runtime(t);
  const manager = new TaskManager();
  const task = manager.submit(jobs.nothing);
  assert.throws(() => manager.registerGlobal({}, 'name'), TypeError, /an object of class Object/);
  assert.throws(() => manager.registerGlobal(task, 5), TypeError, /registerGlobal\(…, 5\)/);
});

test('what was not submitted is not kept', async (t) => {
  await runtime(t);
  const manager = new TaskManager();
  assert.throws(() => manager.submit(jobs.echo, Symbol('x')), DataCloneError);
  assert.throws(() => manager.submit('jobs'), TypeError);
  assert.strictEqual(manager.size, 0);
});

test('clear lets go of everything and cancels nothing', async (t) => {
  await runtime(t);
  const manager = new TaskManager();
  const gate = sharedArray(Int32Array, 1);
  const task = manager.submit(jobs.spinUntilSet, gate);
  manager.registerGlobal(task, 'it');
  assert.strictEqual(manager.get(task.id), task);
  manager.clear();
  assert.deepEqual([...manager], []);
  assert.strictEqual(manager.get(task.id), undefined);
  assert.strictEqual(manager.get('global:it'), undefined);
  Atomics.store(gate, 0, 1);
  assert.strictEqual(await task, 'the gate is open');
});

test('shutdown empties the default manager', async (t) => {
  await runtime(t);
  const task = run(jobs.nothing);
  await task;
  await shutdown();
  assert.strictEqual(getDefaultManager().size, 0);
});

test('sources are asked before anybody looks', async (t) => {
  await runtime(t);
  const [task, other] = [run(jobs.nothing), run(jobs.nothing)];
  const looks = {
    size: (manager) => manager.size === 2,
    iteration: (manager) => [...manager].at(-1) === other,
    get: (manager) => manager.get(other.id) === other,
    global: (manager) => manager.get('global:latest') === other,
  };
  for (const [name, isRight] of Object.entries(looks)) {
    const manager = new TaskManager();
    const news = [{ task }, { task: other, name: 'latest' }];
    const { remove } = manager.addSource(() => news.splice(0));
    assert.isTrue(isRight(manager), name);
    remove();
    news.push({ task });
    assert.strictEqual(manager.size, 2);
  }
  const manager = new TaskManager({ maxCompleted: 0 });
  await Promise.all([task, other]);
  manager.addSource(() => [{ task }]);
  assert.strictEqual(manager.cleanup(), 1);
});

test('wrong options are named', () => {
  for (const maxCompleted of [-1, 1.5, '5', NaN, null]) {
    assert.throws(() => new TaskManager({ maxCompleted }), TypeError, /maxCompleted is .*whole/);
  }
  assert.throws(() => new TaskManager({ max: 5 }), TypeError, /no option 'max'.*maxCompleted/);
  assert.throws(() => options({ manager: {} }), TypeError, /manager is .*give a TaskManager/);
});
