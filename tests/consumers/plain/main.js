import { remote, run, start } from 'backlit';

const jobs = remote(new URL('./jobs.js', import.meta.url));

await start({ workers: 2 });
const task = run(jobs.rename, ['first-name', 'last_name']);
document.title = JSON.stringify([await task, task.progress]);
