/** Schedules, retries and what options add, as types. */
import {
  RetryPolicy,
  ScheduledTask,
  Scheduler,
  getDefaultScheduler,
  options,
  remote,
  scheduleCron,
  scheduleInterval,
  shutdownScheduler,
  startScheduler,
} from 'backlit';
import { expectType } from './expect.js';

const jobs = remote<typeof import('./jobs.js')>(new URL('./jobs.js', import.meta.url));

expectType<ScheduledTask>()(scheduleInterval(jobs.simulate, { seconds: 60, args: [10] }));
expectType<ScheduledTask>()(
  scheduleCron(jobs.load, { cron: '0 9 * * *', timeZone: 'Europe/Vienna', args: ['data.csv'] }),
);
expectType<ScheduledTask>()(
  scheduleInterval(jobs.nothing, {
    seconds: 1,
    jobId: 'one',
    replaceExisting: false,
    latestTaskName: 'latest',
    skipIfRunning: true,
    retry: { maxAttempts: 3 },
    timeout: 5,
    priority: 'low',
  }),
);
// @ts-expect-error seconds are needed
scheduleInterval(jobs.nothing, {});
// @ts-expect-error an argument of another type
scheduleInterval(jobs.simulate, { seconds: 1, args: ['10'] });
// @ts-expect-error an expression is needed
scheduleCron(jobs.nothing, { timeZone: 'UTC' });
// @ts-expect-error an unknown option
scheduleInterval(jobs.nothing, { seconds: 1, every: 2 });

const job = scheduleInterval(jobs.nothing, { seconds: 1 });
expectType<string>()(job.jobId);
expectType<string | null>()(job.latestTaskKey);
expectType<Date | null>()(job.nextRunTime);
expectType<{ submitted: number; skipped: number; missed: number }>()(job.counts);
expectType<void>()(job.pause());
expectType<void>()(job.resume());
expectType<void>()(job.cancel());
// @ts-expect-error an id cannot be changed
job.jobId = 'other';

expectType<Scheduler>()(getDefaultScheduler());
expectType<Scheduler>()(startScheduler());
expectType<boolean>()(getDefaultScheduler().running);
expectType<ScheduledTask[]>()(getDefaultScheduler().getJobs());
expectType<Promise<void>>()(shutdownScheduler({ wait: true }));

// Options of tasks.
const policy = new RetryPolicy({ maxAttempts: 3, retryOn: [TypeError, 'TooHot'], baseDelay: 0.1 });
options({ retry: policy, timeout: 5, executor: 'local' });
options({ retry: { retryIf: (error: Error) => error.message === 'again' }, timeout: null });
// @ts-expect-error an unknown field
options({ retry: { attempts: 3 } });
// @ts-expect-error seconds are a number
options({ timeout: '5 s' });
// @ts-expect-error an unknown executor
options({ executor: 'thread' });

const task = options({ retry: policy }).run(jobs.simulate, 1);
expectType<number>()(task.attempts);
expectType<boolean>()(task.cancelRequested);
expectType<{ queued: number; started: number | null; ended: number | null }>()(task.timings);
