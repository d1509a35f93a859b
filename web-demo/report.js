/** The demo's results, as text. */
import { number } from './number.js';
import { duration, heading, paint, print, printPicture, printTable } from './terminal.js';

/** @param {ReturnType<import('./statistics.js').summarise>} summary */
export function printFlights({ flights, histogram, distances }) {
  heading(`Delays of ${number(flights)} flights, in minutes`);
  const most = Math.max(...histogram.map((bin) => bin.flights));
  for (const bin of histogram) {
    const text = `${bin.label.padStart(11)}  ${number(bin.flights).padStart(7)}`;
    print(`  ${text}  ${'█'.repeat(Math.ceil((bin.flights / most) * 48))}`);
  }
  heading('Delays by distance, in minutes');
  printTable([
    ['miles', 'flights', 'mean', 'median', '90 %', 'worst'],
    ...distances.map(({ label, flights: count, mean, median, ninth, worst }) => [
      label,
      number(count),
      mean.toFixed(1),
      median,
      ninth,
      worst,
    ]),
  ]);
}

export function printMandelbrot(pixels, view) {
  heading('Mandelbrot, drawn by C kernels');
  printPicture(pixels, view, 72);
}

/** @param {Error} error */
export function printFailure(error) {
  heading('The task that failed');
  print(`  ${paint('red', `${error.name}: ${error.message}`)}`);
  const frame = error.stack?.split('\n').find((line) => /:\d+:\d+\)?$/.test(line));
  print(`  ${frame?.trim() ?? 'no stack'} ${paint('dim', '(on its worker)')}`);
}

/** @param {{ status: string, cancelledBy: string | null, seconds: number }} cancellation */
export function printCancellation({ status, cancelledBy, seconds }) {
  heading('The task in while (true) {}');
  print(`  ${status} ${duration(seconds)} after the request, by: ${cancelledBy}`);
}

/**
 * @param {number} together of all tasks
 * @param {Record<'flights' | 'kernel' | 'script', number>} single
 * @param {string} how
 */
export function printTimings(together, { flights, kernel, script }, how) {
  heading('Timings');
  printTable([
    ['', 'seconds', 'times as fast'],
    ['flights, one thread', flights.toFixed(3), ''],
    ['Mandelbrot, the same C kernel as one task', kernel.toFixed(3), ''],
    ['both, one thread', (flights + kernel).toFixed(3), '1.00'],
    [`both, ${how}`, together.toFixed(3), ((flights + kernel) / together).toFixed(2)],
    ['for comparison: Mandelbrot in JavaScript, one thread', script.toFixed(3), ''],
  ]);
}
