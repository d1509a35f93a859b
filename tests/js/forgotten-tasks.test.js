/** Tasks that the program has forgotten: what managers and signals hold of them goes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { TaskManager, diagnose, kernel, options, shutdown, start } from '../../js/index.js';
import { waitFor } from '../harness/wait-for.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');
const increment = kernel('increment');

/** Waits for what only the garbage collector can bring about. */
const waitForGarbage = (condition, message) =>
  waitFor(() => {
    collectGarbage();
    return condition();
  }, message);

/** Tasks that end, are never read, and that nobody but the manager holds. */
async function runAndForget(manager, count, settings = {}) {
  const { run } = options({ manager, ...settings });
  for (let left = count; left > 0; left -= 100) {
    const tasks = Array.from({ length: 100 }, () => run(increment, 1));
    await waitFor(() => tasks.every((task) => task.done), 'the tasks to end');
  }
}

test('tasks that a manager has let go of are freed', async (t) => {
  t.after(shutdown);
  await start({ workers: 1 });
  const none = new TaskManager({ maxCompleted: 0 });
  const some = new TaskManager({ maxCompleted: 10 });
  await runAndForget(none, 500);
  await runAndForget(some, 500);
  assert.equal(none.size, 0);
  assert.equal(some.size, 10);
  await waitForGarbage(() => diagnose().tasks === 10, 'all but ten records to be free');
});

test('a manager that nobody looks at does not grow', async (t) => {
  t.after(shutdown);
  await start({ workers: 1 });
  const manager = new TaskManager({ maxCompleted: 10 });
  await runAndForget(manager, 5000);
  await waitForGarbage(() => diagnose().tasks < 1000, 'most records to be free');
});

test('a signal lets go of tasks that are collected', async (t) => {
  t.after(shutdown);
  await start({ workers: 1 });
  const manager = new TaskManager({ maxCompleted: 0 });
  const { signal } = new AbortController();
  let removed = 0;
  signal.removeEventListener = () => removed++;
  await runAndForget(manager, 200, { signal });
  assert.equal(removed, 0);
  manager.cleanup();
  await waitForGarbage(() => removed === 1, 'the listener to be removed');
  assert.equal(diagnose().tasks, 0);
});
