/** A plain worker: runs what the message names and posts the result. */
import * as jobs from '../jobs.js';

const isNode = typeof process === 'object' && typeof process.versions?.node === 'string';
const port = isNode ? (await import('node:worker_threads')).parentPort : globalThis;

const functions = {
  ...jobs,
  report(count) {
    for (let index = 0; index < count; index++) port.postMessage({ progress: index });
  },
};

const answer = ({ id, name, list }) => port.postMessage({ id, value: functions[name](...list) });

if (isNode) port.on('message', answer);
else port.onmessage = ({ data }) => answer(data);
