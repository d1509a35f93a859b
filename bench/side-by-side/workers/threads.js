import { Observable } from 'threads/observable';
import { expose, Transfer } from 'threads/worker';
import * as jobs from '../jobs.js';

expose({
  ...jobs,
  state: () => true,
  transfer: (buffer) => Transfer(buffer, [buffer]),
  report: (count) =>
    new Observable((observer) => {
      for (let value = 1; value <= count; value++) observer.next(value);
      observer.complete();
    }),
});
