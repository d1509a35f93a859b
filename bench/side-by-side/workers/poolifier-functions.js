import * as jobs from '../jobs.js';

const ofList = (job) => (list) => job(...list);

export const functions = {
  increment: ofList(jobs.increment),
  echo: ofList(jobs.echo),
  compute: ofList(jobs.compute),
  computeAll: ofList(jobs.computeAll),
  now: ofList(jobs.now),
  report([count, port]) {
    for (let value = 1; value <= count; value++) port.postMessage(value);
  },
};
