/** The core's deadlines, 10,000 of them, as C on this machine: bench/deadlines/deadlines.c. */
import { join } from 'node:path';
import { root, run } from '../scripts/shell.js';
import { atMost, row } from './measure.js';

export async function deadlines() {
  const source = join(root, 'bench/deadlines');
  const folder = join(root, 'build/deadlines');
  const options = ['-DCMAKE_C_COMPILER=clang-19', '-DCMAKE_BUILD_TYPE=Release', '-G', 'Ninja'];
  await run('cmake', ['-S', source, '-B', folder, ...options]);
  await run('cmake', ['--build', folder]);
  const times = JSON.parse(await run(join(folder, 'deadlines'), []));
  const figure = (
    /** @type {string} */ what,
    /** @type {number} */ ours,
    /** @type {number} */ other,
  ) => row(`${what} each of 10,000 deadlines`, 'µs', ours, other, atMost(1), 'timer_settime');
  return [
    figure('arming', times.arm, times.set),
    figure('cancelling', times.disarm, times.unset),
    row('firing each of 10,000 deadlines', 'µs', times.fire),
  ];
}
