import * as jobs from '../jobs.js';
import { isNode } from '../peer.js';

const port = isNode ? process.getBuiltinModule('node:worker_threads').parentPort : globalThis;

const functions = { ...jobs, state: () => true };

function answer({ id, name, list }) {
  if (name === 'transfer') return port.postMessage({ id, value: list[0] }, list);
  if (name === 'report') {
    for (let value = 1; value <= list[0]; value++) port.postMessage({ id, progress: value });
    return port.postMessage({ id });
  }
  port.postMessage({ id, value: functions[name](...list) });
}

if (isNode) port.on('message', answer);
else port.onmessage = ({ data }) => answer(data);
