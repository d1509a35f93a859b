import { remote, run, start } from 'backlit';

const jobs = remote(new URL('./jobs.js', import.meta.url));

await start({ workers: 2 });
const task = run(jobs.total, ['1h', '30 min']);
const late = run(jobs.lateTotal, ['2 days', '12h']);
document.title = JSON.stringify([await task, task.progress, await late]);
