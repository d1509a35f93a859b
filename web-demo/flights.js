/** The demo's jobs: what runs on the workers. */
import { fraction, progress } from '../js/task.js';
import { tabulate } from './statistics.js';

/** @param {Uint8Array} bytes records, as splitRecords() gives them */
export function analyse(bytes) {
  return tabulate(bytes, (flights, done) => {
    progress(flights);
    fraction(done);
  });
}

export function spin() {
  while (true) {
    // Neither ends nor asks whether it should.
  }
}
