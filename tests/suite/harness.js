/** What every client must have before backlit can be tested in it. */
import { assert, environment, rejects, test, waitFor, waitForBlocking } from '../harness/index.js';

const inBrowser = environment.name !== 'node';

async function startAdder() {
  // Only this literal form of the call is followed by all bundlers, and the core uses it as well.
  const { Worker } = inBrowser ? globalThis : await import('node:worker_threads');
  return new Worker(new URL('../harness/fixtures/adder.js', import.meta.url), { type: 'module' });
}

/** Starts a worker and waits until it has answered once. */
async function startedAdder(context) {
  const worker = await startAdder();
  context.after(() => worker.terminate());
  const numbers = sharedNumbers();
  worker.postMessage(numbers.buffer);
  await waitFor(() => Atomics.load(numbers, 0) === 1, 'the worker to answer');
  return worker;
}

function sharedNumbers() {
  return new Int32Array(new SharedArrayBuffer(4));
}

test('the client is the one that was asked for', () => {
  assert.include(['node', 'chromium', 'firefox'], environment.name);
  assert.strictEqual(environment.client === 'page', typeof document === 'object');
  assert.strictEqual(environment.client === 'main', !inBrowser && environment.client !== 'worker');
  assert.match(environment.baseUrl, /^(file|http):.*\/$/);
});

test('a browser isolates the client', { skip: !inBrowser && 'Node has no isolation' }, () => {
  assert.isTrue(globalThis.crossOriginIsolated);
  assert.isTrue(globalThis.isSecureContext);
});

test('memory of WebAssembly is shared and waited for asynchronously', async (context) => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const numbers = new Int32Array(memory.buffer);
  assert.instanceOf(memory.buffer, SharedArrayBuffer);
  const worker = await startedAdder(context);
  const { async: isAsync, value } = Atomics.waitAsync(numbers, 0, 0);
  assert.isTrue(isAsync);
  worker.postMessage(memory.buffer);
  assert.strictEqual(await value, 'ok');
  assert.strictEqual(numbers[0], 1);
});

test('canBlock says whether Atomics.wait is allowed', () => {
  const wait = () => Atomics.wait(sharedNumbers(), 0, 0, 1);
  if (environment.canBlock) assert.strictEqual(wait(), 'timed-out');
  else assert.throws(wait, TypeError);
});

test('a worker that runs goes on while the client blocks', async (context) => {
  const worker = await startedAdder(context);
  const numbers = sharedNumbers();
  worker.postMessage(numbers.buffer);
  waitForBlocking(() => Atomics.load(numbers, 0) === 1, 'the worker to answer');
});

test('the harness bears a client that blocks for a second', () => {
  const end = performance.now() + 1000;
  waitForBlocking(() => performance.now() > end, 'a second to pass');
});

test('what fails is told', async () => {
  const error = await rejects(Promise.reject(new RangeError('too far')), RangeError, /far$/);
  assert.strictEqual(error.message, 'too far');
  const told = await rejects(rejects(Promise.resolve()));
  assert.match(told.message, /fulfilled/);
});
