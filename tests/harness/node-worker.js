/** A worker of Node as client: gets the suites' URLs as its data, posts what it reports. */
import { parentPort, workerData } from 'node:worker_threads';
import { runSuites } from './runner.js';

await runSuites(workerData, (event) => parentPort.postMessage(event));
