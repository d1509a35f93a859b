/** What goes to a task and comes back. The codec has tests of its own; here it goes through the core. */
import { diagnose, kernel, options, run, sharedArray, TaskManager } from '../../js/index.js';
import { assert, jobs, rejects, runtime, test, waitFor } from '../harness/index.js';

const values = {
  undefined: undefined,
  null: null,
  true: true,
  false: false,
  zero: 0,
  'minus zero': -0,
  NaN: NaN,
  infinity: -Infinity,
  'a number': 1.5,
  'a large whole number': 2 ** 53 - 1,
  'a bigint': -(2n ** 100n),
  'an empty text': '',
  'a text with all planes': 'a\0é€😀\ud800',
  'a date': new Date(1234567890123),
  'a map': new Map([[{ key: 1 }, new Set([1, 2])]]),
  'a regular expression': /x+/giu,
  'an array with holes': [1, , 3], // eslint-disable-line no-sparse-arrays
  'an object': { a: { b: { c: [] } }, d: undefined },
  'small bytes': new Uint8Array([1, 2, 3]),
  'large bytes': new Uint8Array(100_000).fill(3),
  'large doubles': Float64Array.from({ length: 10_000 }, (_, index) => index / 3),
  'a buffer': new Uint8Array([5, 6]).buffer,
};

test('every kind of value goes and comes back', async (t) => {
  await runtime(t);
  for (const [name, value] of Object.entries(values)) {
    const result = await run(jobs.echo, value);
    assert.deepEqual(result, value, name);
    assert.strictEqual(Object.is(result, -0), Object.is(value, -0), name);
  }
});

test('arguments keep their number: none, undefined, several', async (t) => {
  await runtime(t);
  assert.strictEqual(await run(jobs.countArguments), 0);
  assert.strictEqual(await run(jobs.countArguments, undefined), 1);
  assert.strictEqual(await run(jobs.countArguments, null), 1);
  assert.strictEqual(await run(jobs.countArguments, 1, undefined, 3), 3);
  assert.deepEqual(await run(jobs.echoAll, 1, undefined, 'x'), [1, undefined, 'x']);
});

test('what arrives is a copy: neither side sees the changes of the other', async (t) => {
  await runtime(t);
  const value = { list: [1], bytes: new Uint8Array(10_000) };
  const task = run(jobs.echo, value);
  value.list.push(2);
  value.bytes[0] = 9;
  const result = await task;
  assert.deepEqual(result.list, [1]);
  assert.strictEqual(result.bytes[0], 0);
});

test('the same object twice arrives as one; a cycle stays a cycle', async (t) => {
  await runtime(t);
  const bytes = new Uint8Array(5000);
  const value = { one: bytes, other: bytes };
  value.self = value;
  const result = await run(jobs.echo, value);
  assert.strictEqual(result.one, result.other);
  assert.strictEqual(result.self, result);
});

test('results are not in shared memory: they are the client’s own', async (t) => {
  await runtime(t);
  const result = await run(jobs.echo, new Uint8Array(100_000));
  assert.instanceOf(result.buffer, ArrayBuffer);
});

test('an array in the core’s memory goes by reference, both ways', async (t) => {
  await runtime(t);
  const array = sharedArray(Float64Array, 1000);
  array.fill(1);
  const task = run(jobs.echo, array);
  const result = await task;
  result[0] = 42;
  assert.strictEqual(array[0], 42);
  assert.strictEqual(result.length, 1000);
});

test('a part of a shared array is a view of the same memory', async (t) => {
  await runtime(t);
  const array = sharedArray(Int32Array, 100);
  const part = array.subarray(10, 20);
  const result = await run(jobs.echo, { part });
  assert.strictEqual(result.part.length, 10);
  result.part[0] = 7;
  assert.strictEqual(array[10], 7);
});

test('a kernel takes several values and arrays, and gives one', async (t) => {
  await runtime(t);
  const image = await run(kernel('mandelbrot'), 8, 8, 0, 8, -0.5, 0, 3, 50);
  assert.strictEqual(image.length, 64);
  assert.isAbove(Math.max(...image), 1);
});

test('views survive the growth of the memory', async (t) => {
  await runtime(t);
  const array = sharedArray(Uint8Array, 10);
  const before = diagnose().memory;
  const large = new Uint8Array(48 << 20).fill(1);
  large[large.length - 1] = 9;
  const result = await run(jobs.echo, large);
  assert.isAbove(diagnose().memory, before);
  assert.strictEqual(result.at(-1), 9);
  array[3] = 5;
  assert.strictEqual((await run(jobs.echo, array))[3], 5);
  assert.strictEqual((await run(jobs.bytes, 30 << 20)).length, 30 << 20);
});

test('a shared array comes back as the view that was sent', async (t) => {
  await runtime(t);
  const array = sharedArray(Int32Array, 10);
  assert.strictEqual(await run(jobs.echo, array), array);
  const part = await run(jobs.echo, array.subarray(2, 4));
  assert.deepEqual([part.byteOffset - array.byteOffset, part.length], [8, 2]);
});

test('shared arrays that nobody has any more are freed, in the workers too', async (t) => {
  await runtime(t);
  const { run: runAndForget } = options({ manager: new TaskManager({ maxCompleted: 0 }) });
  const size = 8 << 20;
  for (let bytes = 0; bytes < 3 * 2 ** 29; bytes += size) {
    const array = sharedArray(Uint8Array, size);
    assert.strictEqual(await runAndForget(jobs.first, array), 0);
  }
});

test('memory is back where it was after 100,000 tasks with results of 1 KB', async (t) => {
  await runtime(t);
  const round = async (count) => {
    const tasks = Array.from({ length: count }, () => run(jobs.bytes, 1024));
    for (const result of await Promise.all(tasks)) assert.strictEqual(result.length, 1024);
  };
  await round(10_000);
  await waitFor(() => diagnose().tasks === 0, 'all records to be free');
  const { heapUsed, memory } = diagnose();
  for (let count = 0; count < 10; count++) await round(10_000);
  await waitFor(() => diagnose().heapUsed <= heapUsed, `the heap to return to ${heapUsed}`);
  assert.strictEqual(diagnose().memory, memory);
});

test('a result that cannot be sent ends as an error that names where', async (t) => {
  await runtime(t);
  const error = await rejects(run(jobs.returnFunction), TypeError, /result\.deep\[0\]/);
  assert.strictEqual(error.name, 'DataCloneError');
});
