/** The whole analysis: a few tasks, whose states the page reads in every frame. */
import { options, remote, sharedArray } from 'backlit';
import { address } from '../../data.js';
import { splitRecords } from '../../statistics.js';

const jobs = remote(new URL('./jobs.js', import.meta.url));

/** The file, in memory that the workers share: no task gets a copy of it. */
export async function load() {
  const response = await fetch(address);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const shared = sharedArray(Uint8Array, bytes.length);
  shared.set(bytes);
  return splitRecords(shared, 1)[0];
}

export function count(records, parts) {
  return splitRecords(records, parts).map((chunk, index) =>
    options({ name: `Flights ${index + 1} of ${parts}` }).run(jobs.count, chunk),
  );
}

export function confidence(table, distances, rounds) {
  return distances.map(({ row, label }) =>
    options({ name: `Mean of ${label} miles` }).run(jobs.confidence, table, row, rounds),
  );
}
