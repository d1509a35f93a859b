import { expose, transfer } from 'comlink';
import * as jobs from '../jobs.js';
import { isNode } from '../peer.js';

expose(
  {
    ...jobs,
    state: () => true,
    transfer: (buffer) => transfer(buffer, [buffer]),
    async report(count, receive) {
      const sent = [];
      for (let value = 1; value <= count; value++) sent.push(receive(value));
      await Promise.all(sent);
    },
  },
  isNode
    ? (await import('comlink/dist/esm/node-adapter.mjs')).default(
        process.getBuiltinModule('node:worker_threads').parentPort,
      )
    : globalThis,
);
