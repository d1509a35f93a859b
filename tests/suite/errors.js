/** What functions throw, and what goes wrong with workers and modules. */
import {
  BacklitError,
  KernelArgumentError,
  RemoteError,
  WorkerLostError,
  diagnose,
  kernel,
  remote,
  run,
  sharedArray,
} from '../../js/index.js';
import { assert, fullPool, jobs, rejects, runtime, test, waitFor } from '../harness/index.js';

test('errors keep class, message, properties, cause and stack', async (t) => {
  await runtime(t);
  const typed = await rejects(run(jobs.fail, 'type'), TypeError, /^not so$/);
  assert.match(typed.stack, /jobs\.js/);
  const rich = await rejects(run(jobs.fail, 'properties'), Error, /with more/);
  assert.strictEqual(rich.code, 'E_MORE');
  assert.deepEqual(rich.detail, { list: [1, 2] });
  const outer = await rejects(run(jobs.fail, 'cause'), Error, /outer/);
  assert.instanceOf(outer.cause, SyntaxError);
  assert.strictEqual(outer.cause.message, 'inner');
});

test('an error of a class of the module’s own arrives as its nearest built-in, with its name', async (t) => {
  await runtime(t);
  const error = await rejects(run(jobs.fail, 'class'), RangeError, /99 degrees/);
  assert.strictEqual(error.name, 'TooHot');
  assert.strictEqual(error.degrees, 99);
});

test('whatever is thrown arrives', async (t) => {
  await runtime(t);
  const text = await run(jobs.fail, 'text').catch((error) => error);
  assert.strictEqual(text, 'just a text');
  const error = await rejects(run(jobs.fail, 'function'), RemoteError);
  assert.instanceOf(error, BacklitError);
});

test('a worker that dies turns its task to an error and is replaced; no other task is lost', async (t) => {
  await runtime(t);
  await fullPool();
  const others = Array.from({ length: 50 }, (_, index) => run(jobs.increment, index));
  await rejects(run(jobs.die), WorkerLostError);
  assert.deepEqual(
    await Promise.all(others),
    others.map((_, index) => index + 1),
  );
  await fullPool();
  assert.strictEqual(diagnose().lost, 1);
});

test('a missing export is named, with those that exist', async (t) => {
  await runtime(t);
  await rejects(run(jobs.missing), TypeError, /jobs\.js has no exported function 'missing'.*echo/);
  await rejects(run(jobs.notAFunction), TypeError, /'notAFunction'/);
  assert.strictEqual(await run(jobs.increment, 1), 2);
});

test('a module that throws when it is imported fails its task, not the worker', async (t) => {
  await runtime(t);
  const broken = remote(new URL('./jobs/throws-at-import.js', import.meta.url));
  await rejects(run(broken.anything), Error, /cannot be imported/);
  assert.strictEqual(await run(jobs.increment, 1), 2);
});

test('a module that is not found fails its task', async (t) => {
  await runtime(t);
  const absent = remote(new URL('./jobs/absent.js', import.meta.url));
  await rejects(run(absent.anything));
  assert.strictEqual(await run(jobs.increment, 1), 2);
});

test('a module that never finishes importing can be cancelled', async (t) => {
  await runtime(t);
  await fullPool();
  const endless = remote(new URL('./jobs/spins-at-import.js', import.meta.url));
  const task = run(endless.anything);
  await waitFor(() => task.status === 'RUNNING', 'the import to begin');
  assert.isTrue(task.cancel());
  await waitFor(() => task.done, 'the grace to run out');
  assert.strictEqual(task.cancelledBy, 'disown');
  assert.strictEqual(await run(jobs.increment, 1), 2);
  await fullPool();
});

test('a kernel that gets the wrong arguments says so', async (t) => {
  await runtime(t);
  await rejects(run(kernel('increment'), 'text'), KernelArgumentError);
  await rejects(run(kernel('increment')), KernelArgumentError);
});

test('out of memory: the call fails with a clear error, nothing is half-submitted', async (t) => {
  await runtime(t, { memory: { initial: 32 << 20, maximum: 48 << 20 } });
  await run(jobs.echo, {});
  await waitFor(() => diagnose().tasks === 0, 'the first task to be gone');
  const { heapUsed } = diagnose();
  assert.throws(() => run(jobs.echo, new Uint8Array(64 << 20)), /memory is full.*maximum/);
  assert.throws(() => sharedArray(Uint8Array, 64 << 20), /memory is full/);
  assert.strictEqual(diagnose().tasks, 0);
  assert.strictEqual(diagnose().heapUsed, heapUsed);
  await rejects(run(jobs.bytes, 64 << 20), Error, /memory is full/);
  assert.strictEqual(await run(jobs.increment, 1), 2);
});
