/** summarize: a manager's tasks as plain rows. */
import { TaskManager, options, run, sharedArray, summarize } from '../../js/index.js';
import { assert, jobs, runtime, test, waitFor } from '../harness/index.js';

test('one row for each task, with what there is to know of it', async (t) => {
  await runtime(t, { workers: 1 });
  const manager = new TaskManager();
  const { run: submit } = options({ manager, name: 'the one' });
  const done = submit(jobs.countTo, 3);
  await done;
  const failed = options({ manager, retry: { maxAttempts: 2 } }).run(jobs.fail, 'type');
  await waitFor(() => failed.done, 'the failure');
  const gate = sharedArray(Int32Array, 1);
  const running = options({ manager, cancelGrace: null }).run(jobs.fractions, gate);
  await waitFor(() => running.fraction === 0.25, 'the fraction');
  running.cancel();
  const pending = options({ manager }).run(jobs.nothing);
  const rows = summarize(manager);
  assert.deepEqual(JSON.parse(JSON.stringify(rows)), rows);
  assert.deepEqual(
    rows.map(({ id }) => id),
    [done, failed, running, pending].map(({ id }) => id),
  );
  const part = ({ name, status, attempts, progress, fraction, flags }) => ({
    ...{ name, status, attempts, progress, fraction },
    flags: Object.entries(flags).flatMap(([flag, value]) => (value ? [`${flag} ${value}`] : [])),
  });
  const nothing = { name: null, attempts: 1, progress: null, fraction: null, flags: ['done true'] };
  assert.deepEqual(rows.map(part), [
    { ...nothing, name: 'the one', status: 'DONE', progress: 2 },
    { ...nothing, status: 'ERROR', attempts: 2 },
    { ...nothing, status: 'RUNNING', fraction: 0.25, flags: ['cancelRequested true'] },
    { ...nothing, status: 'PENDING', attempts: 0, flags: [] },
  ]);
  for (const { queued, started, ended } of rows.slice(0, 2)) {
    assert.isTrue(queued <= started && started <= ended);
  }
  assert.strictEqual(rows[2].ended, null);
  assert.strictEqual(rows[3].started, null);
  Atomics.store(gate, 0, 1);
  await pending;
  assert.deepEqual(done.progress, [0, 1, 2], 'nothing was drained');
});

test('progress of any kind becomes JSON, and small', async (t) => {
  await runtime(t);
  const values = [
    [NaN, 'NaN'],
    [-Infinity, '-Infinity'],
    [-0, 0],
    [12n, '12'],
    [undefined, null],
    ['x'.repeat(500), `${'x'.repeat(100)}…`],
    [new Float64Array(1000), 'Float64Array(1000)'],
    [new ArrayBuffer(10), 'ArrayBuffer(10)'],
    [new Map([[1, 2]]), 'Map(1)'],
    [new Set([1, 2]), 'Set(2)'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(NaN), 'Invalid Date'],
    [/a/g, '/a/g'],
    [new RangeError('too far'), 'RangeError: too far'],
    [Array.from({ length: 12 }, (_, i) => i), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, '… 2 more']],
    [Array(1).concat(1), [null, 1]],
    [
      { a: { b: { c: 1 } }, d: [[[]]] },
      { a: { b: 'Object' }, d: ['Array(1)'] },
    ],
    [
      { length: 5, size: 'big' },
      { length: 5, size: 'big' },
    ],
    [
      Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`k${i}`, i])),
      { k0: 0, k1: 1, k2: 2, k3: 3, k4: 4, k5: 5, k6: 6, k7: 7, k8: 8, k9: 9, '…': '2 more' },
    ],
    [JSON.parse('{"__proto__": 1}'), JSON.parse('{"__proto__": 1}')],
  ];
  const cycle = [];
  cycle.push(cycle);
  values.push([cycle, [['Array(1)']]]);
  for (const [value, expected] of values) {
    const manager = new TaskManager();
    await options({ manager }).run(jobs.progressEach, [value]);
    const [{ progress }] = summarize(manager);
    assert.deepEqual(progress, expected);
    assert.deepEqual(JSON.parse(JSON.stringify(progress)), expected);
  }
});

test('the default manager is summarized by default; what is no manager is refused', async (t) => {
  await runtime(t);
  assert.deepEqual(summarize(), []);
  const task = run(jobs.nothing);
  assert.deepEqual(
    summarize().map(({ id }) => id),
    [task.id],
  );
  assert.throws(() => summarize([task]), TypeError, /give a TaskManager/);
});
