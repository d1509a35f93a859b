/** What `run` takes and gives, as the types of the jobs module say. */
import { Task, kernel, options, remote, run } from 'backlit';
import { expectType } from './expect.js';
import type { Point } from './jobs.js';

const jobs = remote<typeof import('./jobs.js')>(new URL('./jobs.js', import.meta.url));

// Arguments and results.
expectType<Task<Point>>()(run(jobs.simulate, 10));
expectType<Task<Point>>()(run(jobs.simulate, 10, { x: 1, y: 2 }));
expectType<Task<number>>()(run(jobs.sum));
expectType<Task<number>>()(run(jobs.sum, 1, 2, 3));
expectType<Task<number | undefined>>()(run(jobs.first, new Float64Array(1)));
expectType<Task<void>>()(run(jobs.nothing));
expectType<Point>()(await run(jobs.simulate, 10));

// A promise that the function gives is awaited.
expectType<Task<string[]>>()(run(jobs.load, 'data.csv'));
expectType<string[]>()(await run(jobs.load, 'data.csv'));

// @ts-expect-error a missing argument
run(jobs.simulate);
// @ts-expect-error an argument of another type
run(jobs.simulate, '10');
// @ts-expect-error an optional argument of another type
run(jobs.simulate, 10, { x: 1 });
// @ts-expect-error one argument too many
run(jobs.simulate, 10, { x: 1, y: 2 }, 3);
// @ts-expect-error one of the rest of another type
run(jobs.sum, 1, '2');
// @ts-expect-error an export that does not exist
run(jobs.simulated, 10);
// @ts-expect-error an export that is no function
run(jobs.version);
// @ts-expect-error no function at all
run('simulate', 10);
// @ts-expect-error the result is used as another type
const text: string = await run(jobs.simulate, 10);
// @ts-expect-error the task of another result
const task: Task<string> = run(jobs.simulate, 10);

// Addresses.
remote<typeof import('./jobs.js')>('https://example.org/jobs.js');
// @ts-expect-error an address is a URL or a text
remote<typeof import('./jobs.js')>(5);

// The same with options.
const urgent = options({ priority: 'high', cancelGrace: 0, name: 'the one' });
expectType<Task<Point>>()(urgent.run(jobs.simulate, 10));
expectType<Task<string[]>>()(options({ cancelGrace: null }).run(jobs.load, 'data.csv'));
expectType<Task<void>>()(options({}).run(jobs.nothing));
// @ts-expect-error an argument of another type
urgent.run(jobs.simulate, '10');
// @ts-expect-error an unknown option
options({ prio: 'high' });
// @ts-expect-error an unknown priority
options({ priority: 'urgent' });
// @ts-expect-error seconds are a number, or null for never
options({ cancelGrace: '1 s' });
// @ts-expect-error a name is a text
options({ name: 5 });
// @ts-expect-error options are needed
options();

// Kernels: nothing is known of what they take.
expectType<Task<any>>()(run(kernel('mandelbrot'), 1, 'two', new Float64Array(3), null));
const pixels: Uint32Array = await run(kernel('mandelbrot'), 1200, 800);
// @ts-expect-error the name is a text
kernel(5);
// @ts-expect-error a kernel has a name
kernel();

export { pixels, task, text };
