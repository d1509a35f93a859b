/** Many tasks at once, and what keeps them. */
import {
  Task,
  TaskManager,
  asCompleted,
  getDefaultManager,
  kernel,
  map,
  options,
  remote,
  run,
  runMany,
  sessionTasks,
  summarize,
} from 'backlit';
import { expectType } from './expect.js';
import type { Point } from './jobs.js';

const jobs = remote<typeof import('./jobs.js')>(new URL('./jobs.js', import.meta.url));

// runMany: each task has the result of its function, and each function gets its arguments.
const [point, lines] = runMany([
  [jobs.simulate, 10],
  [jobs.load, 'data.csv'],
]);
expectType<Task<Point>>()(point);
expectType<Task<string[]>>()(lines);
runMany([[jobs.sum, 1, 2], [jobs.nothing]], { priority: 'high' });
runMany([]);
// @ts-expect-error an argument of another type
runMany([[jobs.simulate, 'ten']]);
// @ts-expect-error no call
runMany([jobs.simulate]);
// @ts-expect-error an unknown option
runMany([[jobs.nothing]], { prio: 'high' });

// map: awaited or iterated over.
expectType<Point[]>()(await map(jobs.simulate, [10, 20]));
expectType<string[][]>()(await map(jobs.load, new Set(['a.csv']), { concurrency: 4 }));
expectType<number[]>()(await map((x: number) => x * 2, [1, 2]));
expectType<string[]>()(await map(async (x: number) => `${x}`, [Promise.resolve(1), 2]));
for await (const each of map(jobs.simulate, [10], { priority: 'low' })) expectType<Point>()(each);
const all: PromiseLike<Point[]> & AsyncIterable<Point> = map(jobs.simulate, [10]);
// @ts-expect-error items of another type
map(jobs.simulate, ['ten']);
// @ts-expect-error not iterable
map(jobs.simulate, 10);
// @ts-expect-error a number is needed
map(jobs.simulate, [10], { concurrency: 'all' });

// asCompleted: the tasks themselves.
for await (const task of asCompleted([run(jobs.sum, 1), run(jobs.sum, 2)])) {
  const whole: Task<number> = task;
  expectType<number>()(whole.result);
  expectType<boolean>()(task.done);
}
// @ts-expect-error no tasks
asCompleted([Promise.resolve(1)]);

// Managers.
const manager = new TaskManager({ maxCompleted: 10 });
expectType<Task<Point>>()(manager.submit(jobs.simulate, 10));
expectType<Task<any> | undefined>()(manager.get('id'));
expectType<number>()(manager.cleanup());
expectType<number>()(manager.size);
expectType<number>()(manager.maxCompleted);
expectType<void>()(manager.clear());
expectType<void>()(manager.registerGlobal(point, 'latest'));
expectType<TaskManager>()(getDefaultManager());
for (const task of manager) expectType<Task<any>>()(task);
options({ manager, signal: AbortSignal.timeout(1000) }).run(jobs.nothing);
// @ts-expect-error an argument of another type
manager.submit(jobs.simulate, 'ten');
// @ts-expect-error an unknown option
new TaskManager({ max: 10 });
// @ts-expect-error no task
manager.registerGlobal({}, 'latest');
// @ts-expect-error what cannot be changed
manager.maxCompleted = 5;
// @ts-expect-error what only the package itself may do
manager.add(point);
// @ts-expect-error no manager
options({ manager: [] });
// @ts-expect-error no signal
options({ signal: new AbortController() });

// Summaries.
for (const row of summarize(manager)) {
  expectType<string>()(row.id);
  expectType<string | null>()(row.name);
  expectType<'PENDING' | 'RUNNING' | 'DONE' | 'ERROR' | 'CANCELLED'>()(row.status);
  expectType<number>()(row.attempts);
  expectType<number | null>()(row.fraction);
  expectType<boolean>()(row.flags.cancelRequested);
  expectType<number | null>()(row.ended);
}

// Sessions.
const tasks = sessionTasks(new Map(), 'mine');
tasks['sum'] ??= run(jobs.sum, 1);
// @ts-expect-error a key is a text
sessionTasks({}, 5);

// Inline functions.
expectType<Task<number>>()(run((x: number) => x * 2, 21));
expectType<Task<string>>()(run(async (text: string) => text.trim(), ' a '));
expectType<Task<any>>()(run(kernel('increment'), 1));
// @ts-expect-error an argument of another type
run((x: number) => x * 2, '21');
// @ts-expect-error a missing argument
run((x: number) => x * 2);

export { all };
