import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { Relay } from './relay.js';
import { suiteUrls } from './suites.js';

test('in a worker of Node', async (context) => {
  const relay = new Relay(context);
  const worker = new Worker(new URL('./node-worker.js', import.meta.url), {
    workerData: suiteUrls(),
  });
  context.after(() => worker.terminate());
  worker.on('message', (event) => relay.receive(event));
  worker.on('error', (error) => relay.fail(error));
  worker.on('exit', () => relay.fail(new Error('The worker ended before its tests')));
  await relay.finish();
});
