/** Large arrays in and out: by copy, and by reference in the core's memory. */
import { jobs, run, sharedArray } from '../peers/backlit.js';
import { inTurn, ratioAtMost, row, timeOf } from '../measure.js';

const MEBIBYTE = 1 << 20;

/** @param {import('../portable.js').Bench} bench */
export async function data({ ours, raw, quick }) {
  const doubles = Float64Array.from({ length: 16 * (MEBIBYTE / 8) }, (_, index) => index / 3);
  const echo = async (/** @type {any} */ peer) => {
    let back;
    const time = await timeOf(async () => (back = await peer.call('echo', doubles)));
    if (back.length !== doubles.length || back.at(-1) !== doubles.at(-1))
      throw new Error('damaged');
    return { time };
  };
  const copied = await inTurn(
    { repetitions: quick ? 3 : 11, warmUps: 3 },
    { ours: () => echo(ours), raw: () => echo(raw) },
  );

  const small = sharedArray(Float64Array, MEBIBYTE / 8);
  const large = sharedArray(Float64Array, 64 * (MEBIBYTE / 8));
  large[large.length - 1] = 1 / 3;
  const trips = 50;
  const echoShared = async (/** @type {Float64Array} */ array) => {
    const time = await timeOf(async () => {
      for (let trip = 0; trip < trips; trip++) {
        const back = await run(jobs.echo, array);
        if (back.at(-1) !== array.at(-1)) throw new Error('damaged');
      }
    });
    return { time: (time / trips) * 1000 };
  };
  const shared = await inTurn(
    { repetitions: quick ? 3 : 9 },
    { small: () => echoShared(small), large: () => echoShared(large) },
  );
  return [
    row(
      'Float64Array of 16 MiB in and out, by copy',
      'ms',
      copied.ours.time,
      copied.raw.time,
      ratioAtMost(1),
    ),
    row(
      'sharedArray of 64 MiB in and out',
      'µs',
      shared.large.time,
      shared.small.time,
      ratioAtMost(1.2),
      'one of 1 MiB',
    ),
  ];
}
