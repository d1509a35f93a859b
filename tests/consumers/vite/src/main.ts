import { remote, run, start } from 'backlit';
import equal from 'fast-deep-equal';

const jobs = remote<typeof import('./jobs.js')>(new URL('./jobs.js', import.meta.url));

await start({ workers: 2 });
const task = run(jobs.total, ['1h', '30 min']);
const late = run(jobs.lateTotal, ['2 days', '12h']);
const client = new Worker(new URL('./client.ts', import.meta.url), { type: 'module' });
const message = await new Promise<MessageEvent>((resolve) => (client.onmessage = resolve));

const outcome = [await task, task.progress, await late];
document.title = JSON.stringify([...outcome, equal(outcome[0], message.data)]);
