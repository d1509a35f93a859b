/** The members of a task. */
import { Task, TaskStatus, remote, run } from 'backlit';
import { expectType } from './expect.js';
import type { Point } from './jobs.js';

const jobs = remote<typeof import('./jobs.js')>(new URL('./jobs.js', import.meta.url));
const task = run(jobs.simulate, 10);

expectType<string>()(task.id);
expectType<string | undefined>()(task.name);
expectType<'PENDING' | 'RUNNING' | 'DONE' | 'ERROR' | 'CANCELLED'>()(task.status);
expectType<boolean>()(task.done);
expectType<Point>()(task.result);
expectType<any>()(task.error);
expectType<any[]>()(task.progress);
expectType<any>()(task.latest);
expectType<number>()(task.progressDropped);
expectType<number | null>()(task.fraction);
expectType<'flag' | 'interrupt' | 'disown' | null>()(task.cancelledBy);
expectType<boolean>()(task.cancel());
expectType<boolean>()(task instanceof Task);

// It can be awaited like a promise.
expectType<Promise<number>>()(task.then(({ x }) => x));
expectType<Promise<string | Point>>()(task.catch((error) => String(error)));
expectType<Promise<Point>>()(task.finally(() => {}));
const [point, lines] = await Promise.all([task, run(jobs.load, 'data.csv')]);
expectType<Point>()(point);
expectType<string[]>()(lines);
expectType<number>()(await Promise.race([run(jobs.sum, 1), run(jobs.sum, 2)]));
const thenable: PromiseLike<Point> = task;

// @ts-expect-error what it does not have
task.wait();
// @ts-expect-error its status is one of five
if (task.status === 'RUNING') throw new Error();

// TaskStatus: each value is its own name.
expectType<'PENDING'>()(TaskStatus.PENDING);
expectType<'RUNNING'>()(TaskStatus.RUNNING);
expectType<'DONE'>()(TaskStatus.DONE);
expectType<'ERROR'>()(TaskStatus.ERROR);
expectType<'CANCELLED'>()(TaskStatus.CANCELLED);
export const isOver = task.status === TaskStatus.CANCELLED;
// @ts-expect-error what cannot be changed
TaskStatus.DONE = 'OTHER';

// A switch over all five leaves nothing.
export function color(status: Task['status']): string {
  switch (status) {
    case TaskStatus.PENDING:
      return 'grey';
    case TaskStatus.RUNNING:
      return 'blue';
    case TaskStatus.DONE:
      return 'green';
    case TaskStatus.ERROR:
      return 'red';
    case TaskStatus.CANCELLED:
      return 'black';
    default:
      expectType<never>()(status);
      return status;
  }
}

export function spoil(): void {
  // @ts-expect-error what can only be read
  task.status = 'DONE';
  // @ts-expect-error what can only be read
  task.result = { x: 0, y: 0 };
}

// A list of tasks of all kinds.
export const all: Task[] = [task, run(jobs.nothing), run(jobs.sum, 1)];
export { thenable };
