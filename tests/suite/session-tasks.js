/** sessionTasks: one object for tasks, however often the program runs again. */
import { run, sessionTasks } from '../../js/index.js';
import { assert, jobs, runtime, test } from '../harness/index.js';

test('the same object is given again and again, by objects and by Maps', () => {
  for (const store of [{}, new Map(), Object.create(null), new (class Session {})()]) {
    const tasks = sessionTasks(store);
    tasks.first = 1;
    assert.strictEqual(sessionTasks(store), tasks);
    assert.deepEqual(Object.keys(sessionTasks(store)), ['first']);
    assert.strictEqual(
      store instanceof Map ? store.get('backlit_tasks') : store.backlit_tasks,
      tasks,
    );
    assert.notStrictEqual(sessionTasks(store, 'other'), tasks);
  }
});

test('what the store has under the key is used', () => {
  const tasks = { old: 1 };
  assert.strictEqual(sessionTasks({ mine: tasks }, 'mine'), tasks);
  assert.strictEqual(sessionTasks(new Map([['mine', tasks]]), 'mine'), tasks);
});

test('a task is started once, however often the program runs', async (t) => {
  await runtime(t);
  const store = new Map();
  const rerun = () => (sessionTasks(store).sum ??= run(jobs.increment, 1));
  const task = rerun();
  assert.strictEqual(rerun(), task);
  assert.strictEqual(await rerun(), 2);
});

test('any name is free', () => {
  const tasks = sessionTasks({});
  assert.strictEqual(tasks.constructor, undefined);
  assert.strictEqual(tasks.toString, undefined);
});

test('what cannot keep tasks is refused', () => {
  for (const store of [undefined, null, 5, 'store']) {
    assert.throws(() => sessionTasks(store), TypeError, /give an object or a Map/);
  }
  assert.throws(() => sessionTasks({ taken: 5 }, 'taken'), TypeError, /has 5 as "taken"/);
  const onlyTexts = new Proxy(
    {},
    { set: (target, key, value) => (target[key] = `${typeof value}`) },
  );
  assert.throws(() => sessionTasks(onlyTexts), TypeError, /a store that keeps objects/);
  assert.throws(() => sessionTasks(Object.freeze({})), TypeError);
});
