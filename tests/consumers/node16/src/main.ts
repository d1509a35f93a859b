import { options, remote, shutdown, start } from 'backlit';
import type { StartOptions, Task, TaskOptions } from 'backlit';

const jobs = remote<typeof import('./jobs.js')>(new URL('./jobs.js', import.meta.url));
const few: StartOptions = { workers: 2 };
const named: TaskOptions = { priority: 'high', name: 'total' };

await start(few);
const task: Task<string> = options(named).run(jobs.total, ['1h', '30 min']);
console.log(JSON.stringify([await task, task.progress]));
await shutdown();

// @ts-expect-error: texts are needed
const wrong = () => options(named).run(jobs.total, [3]);
void wrong;
