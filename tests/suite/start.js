/** Starting, ending, and what diagnose() says. */
import { diagnose, remote, run, sharedArray, shutdown, start } from '../../js/index.js';
import { assert, environment, jobs, rejects, runtime, test, waitFor } from '../harness/index.js';

test('start can be called again, also at the same time; other options are refused', async (t) => {
  t.after(shutdown);
  await Promise.all([start({ workers: 2 }), start()]);
  await start();
  await rejects(start({ workers: 3 }), Error, /shutdown\(\)/);
  assert.strictEqual(await run(jobs.increment, 1), 2);
});

test('after shutdown another runtime can be started', async (t) => {
  await runtime(t);
  await shutdown();
  assert.isFalse(diagnose().started);
  await start({ workers: 1 });
  assert.strictEqual(await run(jobs.increment, 1), 2);
  assert.strictEqual(diagnose().workers, 1);
});

test('shutdown cancels what is pending and running; results can still be read', async (t) => {
  await runtime(t, { workers: 1 });
  const before = run(jobs.countTo, 3);
  await waitFor(() => before.done, 'the first task');
  const spinning = run(jobs.spin);
  await waitFor(() => spinning.status === 'RUNNING', 'the spinning task');
  const pending = run(jobs.increment, 1);
  const awaited = spinning.catch((error) => error.name);
  await shutdown();
  assert.strictEqual(spinning.status, 'CANCELLED');
  assert.strictEqual(pending.status, 'CANCELLED');
  assert.strictEqual(await awaited, 'CancelledError');
  assert.deepEqual(before.progress, [0, 1, 2]);
  assert.strictEqual(before.result, 3);
});

test('diagnose gives facts as plain data', async (t) => {
  await runtime(t);
  await waitFor(() => diagnose().spares >= 1, 'the spare');
  const facts = diagnose();
  assert.deepEqual(JSON.parse(JSON.stringify(facts)), facts);
  assert.isTrue(facts.started);
  assert.isTrue(facts.isolated);
  assert.isTrue(facts.waitAsync);
  assert.strictEqual(facts.problem, null);
  assert.strictEqual(facts.workers, 2);
  assert.isAtLeast(facts.memory, 32 << 20);
});

test('a worker file that is not found is named', async () => {
  const worker = new URL('./absent-worker.js', import.meta.url);
  await rejects(start({ worker }), Error, /absent-worker\.js/);
  assert.isFalse(diagnose().started);
});

test('a WebAssembly file that is not found is named', async () => {
  const wasm = new URL('./absent.wasm', import.meta.url);
  await rejects(start({ wasm }), Error, /absent\.wasm/);
  await start();
  await shutdown();
});

test('the WebAssembly file can be given as bytes', async (t) => {
  const url = new URL('../../dist/backlit.wasm', import.meta.url);
  const wasm =
    environment.name === 'node'
      ? await (await import('node:fs/promises')).readFile(url)
      : await (await fetch(url)).arrayBuffer();
  await runtime(t, { wasm });
  assert.strictEqual(await run(jobs.increment, 1), 2);
});

test('the same function of two references to a module is one', async (t) => {
  await runtime(t);
  const again = remote(new URL('./jobs/jobs.js', import.meta.url));
  assert.strictEqual(again.increment, again.increment);
  assert.strictEqual(await run(again.increment, 1), 2);
  const gate = sharedArray(Int32Array, 1);
  assert.strictEqual(gate[0], 0);
});
