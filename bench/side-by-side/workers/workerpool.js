import workerpool from 'workerpool';
import * as jobs from '../jobs.js';

workerpool.worker({
  ...jobs,
  transfer: (buffer) => new workerpool.Transfer(buffer, [buffer]),
  report(count) {
    for (let value = 1; value <= count; value++) workerpool.workerEmit(value);
  },
});
