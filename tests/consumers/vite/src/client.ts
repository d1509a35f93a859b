/** A worker that runs jobs itself. */
import { remote, run, start } from 'backlit';

const jobs = remote<typeof import('./jobs.js')>(new URL('./jobs.js', import.meta.url));

await start({ workers: 2 });
postMessage(await run(jobs.total, ['90 min', '0.5h']));
