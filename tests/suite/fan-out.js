/** Many tasks at once: runMany, map, asCompleted. */
import {
  CancelledError,
  TaskManager,
  asCompleted,
  map,
  options,
  run,
  runMany,
  sharedArray,
} from '../../js/index.js';
import { assert, jobs, rejects, runtime, test, waitFor } from '../harness/index.js';

const settled = (tasks) => waitFor(() => tasks.every((task) => task.done), 'the tasks to end');

test('runMany submits all calls, in order', async (t) => {
  await runtime(t);
  const tasks = runMany([[jobs.increment, 1], [jobs.nothing], [jobs.echoAll, 1, 'two', [3]]]);
  assert.deepEqual(await Promise.all(tasks), [2, undefined, [1, 'two', [3]]]);
  assert.deepEqual(runMany([]), []);
});

test('runMany takes the options of tasks', async (t) => {
  await runtime(t);
  const manager = new TaskManager();
  const tasks = runMany([[jobs.nothing], [jobs.nothing]], { manager, name: 'both' });
  assert.deepEqual([...manager], tasks);
  assert.strictEqual(tasks[1].name, 'both');
});

test('if one call cannot be submitted, those before it are cancelled', async (t) => {
  await runtime(t, { workers: 1 });
  const manager = new TaskManager();
  const spinning = run(jobs.spin);
  await waitFor(() => spinning.status === 'RUNNING', 'the worker to be busy');
  const cases = [
    [
      [
        [jobs.increment, 1],
        [jobs.increment, 2],
        [jobs.echo, Symbol('x')],
      ],
      /arguments\[0\]/,
    ],
    [
      [
        [jobs.increment, 1],
        ['increment', 2],
      ],
      /run\("increment"\)/,
    ],
    [[[jobs.increment, 1], jobs.increment], /runMany\(\): function increment is no call/],
  ];
  for (const [calls, message] of cases) {
    manager.clear();
    assert.throws(() => runMany(calls, { manager }), TypeError, message);
    assert.strictEqual(manager.size, calls.length - 1);
    for (const task of manager) assert.strictEqual(task.status, 'CANCELLED');
  }
  assert.throws(() => runMany(jobs.increment), TypeError, /give a list of calls/);
});

test('map gives the results in order of the items, whatever ends first', async (t) => {
  await runtime(t);
  const items = Array.from({ length: 100 }, (_, index) => index);
  const slowFirst = async (index) => {
    await backlit.sleep(index % 5 === 0 ? 0.01 : 0); // eslint-disable-line no-undef
    return index * 2;
  };
  const expected = items.map((index) => index * 2);
  assert.deepEqual(await map(slowFirst, items, { concurrency: 7 }), expected);
  const seen = [];
  for await (const result of map(slowFirst, items, { concurrency: 7 })) seen.push(result);
  assert.deepEqual(seen, expected);
});

test('map takes any iterable, also asynchronous ones, and promises of items', async (t) => {
  await runtime(t);
  async function* later() {
    yield 1;
    await null;
    yield 2;
  }
  const inputs = [new Set([1, 2]), [1, 2].values(), later(), [Promise.resolve(1), 2]];
  for (const input of inputs) assert.deepEqual(await map(jobs.increment, input), [2, 3]);
  assert.deepEqual(await map(jobs.increment, []), []);
  for await (const result of map(jobs.increment, [])) assert.fail(`${result} of no item`);
});

test('never more than `concurrency` tasks are under way, and no item is taken before', async (t) => {
  await runtime(t);
  const inLoop = async (results) => {
    for await (const result of results) assert.strictEqual(result, 'the gate is open');
  };
  for (const consume of [(results) => results.then(), inLoop]) {
    const gate = sharedArray(Int32Array, 1);
    const manager = new TaskManager();
    let taken = 0;
    function* gates() {
      for (; taken < 10; taken++) yield gate;
    }
    const results = map(jobs.spinUntilSet, gates(), { concurrency: 3, manager });
    assert.strictEqual(taken, 0);
    const end = consume(results);
    await waitFor(() => manager.size === 3, 'the first tasks');
    await run(jobs.asyncIncrement, 1); // other work gets its turn meanwhile
    assert.strictEqual(manager.size, 3);
    assert.strictEqual(taken, 2); // the generator stands at its third item
    Atomics.store(gate, 0, 1);
    await end;
    assert.strictEqual(manager.size, 10);
  }
});

test('a loop that waits takes no further items', async (t) => {
  await runtime(t);
  let taken = 0;
  function* endless() {
    for (;;) yield taken++;
  }
  const manager = new TaskManager();
  const seen = [];
  for await (const result of map(jobs.echo, endless(), { concurrency: 4, manager })) {
    seen.push(result);
    if (seen.length === 10) break;
    await settled([...manager]);
    assert.isAtMost(taken, seen.length + 4);
  }
  assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test('the first error is thrown; the rest is cancelled, and the items are closed', async (t) => {
  await runtime(t);
  const manager = new TaskManager();
  let closed = false;
  function* items() {
    try {
      yield 'wait';
      yield 'fail';
      yield* Array(100).fill('wait');
    } finally {
      closed = true;
    }
  }
  const job = async (what) => {
    if (what === 'fail') throw new RangeError('this one');
    await backlit.sleep(3600); // eslint-disable-line no-undef
  };
  await rejects(map(job, items(), { concurrency: 3, manager }), RangeError, /this one/);
  await settled([...manager]);
  await waitFor(() => closed, 'the items to be closed');
  assert.isAtMost(manager.size, 4);
  for (const task of manager) {
    if (task.status !== 'ERROR') await rejects(task, CancelledError);
  }
});

test('in a loop an error comes in its turn; leaving a loop cancels what is under way', async (t) => {
  await runtime(t);
  const failing = (x) => {
    if (x === 2) throw new RangeError('two');
    return x;
  };
  const seen = [];
  await rejects(
    (async () => {
      for await (const result of map(failing, [0, 1, 2, 3])) seen.push(result);
    })(),
    RangeError,
    /two/,
  );
  assert.deepEqual(seen, [0, 1]);
  const manager = new TaskManager();
  const first = async (x) => {
    if (x > 0) await backlit.sleep(3600); // eslint-disable-line no-undef
    return x;
  };
  for await (const result of map(first, [0, 1, 2], { concurrency: 3, manager })) {
    assert.strictEqual(result, 0);
    break;
  }
  await settled([...manager]);
  assert.deepEqual(
    [...manager].map((task) => task.status),
    ['DONE', 'CANCELLED', 'CANCELLED'],
  );
});

test('an error while items are waited for is told at once', async (t) => {
  await runtime(t);
  async function* stuck() {
    yield 'type';
    await new Promise(() => {});
  }
  await rejects(map(jobs.fail, stuck(), { concurrency: 3 }), TypeError, /not so/);
});

test('an item that comes after the error is not submitted', async (t) => {
  await runtime(t);
  const manager = new TaskManager();
  let comeLate;
  const late = new Promise((resolve) => (comeLate = resolve));
  let closed = false;
  async function* items() {
    try {
      yield 'type';
      yield await late;
    } finally {
      closed = true;
    }
  }
  await rejects(map(jobs.fail, items(), { concurrency: 2, manager }), TypeError);
  comeLate('late');
  await waitFor(() => closed, 'the items to be closed');
  await run(jobs.nothing);
  assert.strictEqual(manager.size, 1);
});

test('items that fail, and items that cannot be sent, fail the map', async (t) => {
  await runtime(t);
  const manager = new TaskManager();
  function* broken() {
    yield 1;
    throw new SyntaxError('of the items');
  }
  await rejects(map(jobs.echo, broken(), { manager }), SyntaxError, /of the items/);
  await rejects(map(jobs.echo, [1, Symbol('x')]), TypeError, /arguments\[0\]/);
  await settled([...manager]);
});

test('map can be awaited again and again, but it runs once', async (t) => {
  await runtime(t);
  const results = map(jobs.increment, [1, 2]);
  assert.strictEqual(await results, await results);
  await rejects(results[Symbol.asyncIterator]().next(), Error, /runs its tasks once/);
  let ended = 0;
  await map(jobs.increment, [1]).finally(() => ended++);
  assert.strictEqual(ended, 1);
  assert.strictEqual(await map(jobs.fail, ['type']).catch(({ name }) => name), 'TypeError');
});

test('map refuses at the call what cannot be run', () => {
  assert.throws(() => map('increment', [1]), TypeError, /run\("increment"\)/);
  assert.throws(() => map(jobs.increment, 5), TypeError, /map\(…, 5\): give what can be iterated/);
  assert.throws(() => map(jobs.increment, null), TypeError, /map\(…, null\)/);
  for (const concurrency of [0, 1.5, '2', Infinity]) {
    assert.throws(
      () => map(jobs.increment, [1], { concurrency }),
      TypeError,
      /concurrency is .*whole number from 1/,
    );
  }
  assert.throws(() => map(jobs.increment, [1], { prio: 1 }), TypeError, /no option 'prio'/);
});

test('asCompleted gives tasks in the order of their ends', async (t) => {
  await runtime(t, { workers: 3 });
  const gates = Array.from({ length: 3 }, () => sharedArray(Int32Array, 1));
  const tasks = gates.map((gate) => run(jobs.spinUntilSet, gate));
  const seen = [];
  Atomics.store(gates[1], 0, 1);
  for await (const task of asCompleted(tasks)) {
    assert.isTrue(task.done);
    seen.push(tasks.indexOf(task));
    const next = { 1: gates[2], 2: gates[0] }[seen.at(-1)];
    if (next) Atomics.store(next, 0, 1);
  }
  assert.deepEqual(seen, [1, 2, 0]);
});

test('asCompleted throws nothing: failed and cancelled tasks are given too', async (t) => {
  await runtime(t);
  const cancelled = options({ cancelGrace: 0 }).run(jobs.neverEnds);
  const tasks = [cancelled, run(jobs.fail, 'type'), run(jobs.increment, 1)];
  cancelled.cancel();
  const statuses = new Set();
  for await (const task of asCompleted(new Set(tasks))) statuses.add(task.status);
  assert.deepEqual([...statuses].sort(), ['CANCELLED', 'DONE', 'ERROR']);
  for await (const task of asCompleted([])) assert.fail(`${task} of no task`);
  // All have ended: they are given again.
  let count = 0;
  for await (const task of asCompleted(tasks)) count += Number(task.done);
  assert.strictEqual(count, 3);
});

test('asCompleted refuses what is no task', () => {
  assert.throws(() => asCompleted([Promise.resolve()]), TypeError, /class Promise is no Task/);
  assert.throws(() => asCompleted(5), TypeError);
});
