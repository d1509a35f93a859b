/** Schedules: the core submits tasks again and again. Most tests set the clock. */
import {
  TaskManager,
  diagnose,
  getDefaultManager,
  getDefaultScheduler,
  run,
  scheduleCron,
  scheduleInterval,
  sharedArray,
  shutdown,
  shutdownScheduler,
  start,
  startScheduler,
} from '../../js/index.js';
import {
  assert,
  jobs,
  rejects,
  runtime,
  setClock,
  test,
  waitFor,
  waitForBlocking,
} from '../harness/index.js';

const submitted = (job, count) =>
  waitFor(() => job.counts.submitted === count, `task ${count} of the job`);

const dueAt = (job, seconds) =>
  waitFor(() => job.nextRunTime?.getTime() === seconds * 1000, `a due time of ${seconds}`);

test('an interval submits at each due time, and not before', async (t) => {
  await runtime(t);
  setClock(1000);
  const job = scheduleInterval(jobs.increment, { seconds: 10, args: [1], latestTaskName: 'sum' });
  assert.strictEqual(job.latestTaskKey, 'global:sum');
  assert.deepEqual(job.nextRunTime, new Date(1_010_000));
  assert.strictEqual(getDefaultManager().get('global:sum'), undefined);
  for (let index = 1; index <= 3; index++) {
    setClock(1000 + 10 * index);
    await submitted(job, index);
    await dueAt(job, 1010 + 10 * index);
  }
  const latest = getDefaultManager().get('global:sum');
  assert.strictEqual(await latest, 2);
  assert.strictEqual(latest.timings.queued, 1030);
  assert.strictEqual(getDefaultManager().get(latest.id), latest);
  assert.strictEqual(getDefaultManager().size, 3);
});

test('the newest task can be read by a client that never yields', async (t) => {
  await runtime(t);
  await run(jobs.increment, 0); // in Firefox, a page must not block while modules load
  const job = scheduleInterval(jobs.increment, { seconds: 0.01, args: [1], latestTaskName: 'sum' });
  waitForBlocking(() => job.counts.submitted >= 5, 'five tasks');
  const latest = () => getDefaultManager().get('global:sum');
  waitForBlocking(() => latest().done, 'the newest to end');
  assert.strictEqual(latest().result, 2);
});

test('times that pass unseen are made up by one task, and counted', async (t) => {
  await runtime(t);
  setClock(1000);
  const job = scheduleInterval(jobs.increment, { seconds: 10, args: [1] });
  setClock(1057);
  await submitted(job, 1);
  assert.deepEqual(job.counts, { submitted: 1, skipped: 0, missed: 4 });
  await dueAt(job, 1060);
});

test('pause and resume: it goes on in its grid', async (t) => {
  await runtime(t);
  setClock(1000);
  const job = scheduleInterval(jobs.increment, { seconds: 10, args: [1] });
  job.pause();
  assert.strictEqual(job.nextRunTime, null);
  setClock(1025);
  job.resume();
  assert.deepEqual(job.nextRunTime, new Date(1_030_000));
  setClock(1030);
  await submitted(job, 1);
});

test('a cancelled job submits nothing; its tasks go on and are in the manager', async (t) => {
  await runtime(t);
  setClock(1000);
  const gate = sharedArray(Int32Array, 1);
  const job = scheduleInterval(jobs.spinUntilSet, { seconds: 10, args: [gate] });
  setClock(1010);
  await submitted(job, 1);
  job.cancel();
  job.cancel();
  assert.strictEqual(job.nextRunTime, null);
  assert.deepEqual(getDefaultScheduler().getJobs(), []);
  const [task] = getDefaultManager();
  await waitFor(() => task.status === 'RUNNING', 'the task');
  Atomics.store(gate, 0, 1);
  assert.strictEqual(await task, 'the gate is open');
  setClock(1100);
  await run(jobs.increment, 1);
  assert.strictEqual(getDefaultManager().size, 2);
});

test('skipIfRunning: nothing is submitted while the task before runs', async (t) => {
  await runtime(t);
  setClock(1000);
  const gate = sharedArray(Int32Array, 1);
  const options = { seconds: 10, args: [gate], skipIfRunning: true, latestTaskName: 'one' };
  const job = scheduleInterval(jobs.spinUntilSet, options);
  setClock(1010);
  await submitted(job, 1);
  setClock(1020);
  await waitFor(() => job.counts.skipped === 1, 'a skip');
  Atomics.store(gate, 0, 1);
  await getDefaultManager().get('global:one');
  setClock(1030);
  await submitted(job, 2);
});

test('a job takes the options of tasks: retry, name, priority', async (t) => {
  await runtime(t);
  setClock(1000);
  const calls = sharedArray(Int32Array, 1);
  const job = scheduleInterval(jobs.failBefore, {
    seconds: 10,
    args: [calls, 3],
    retry: { maxAttempts: 3 },
    name: 'thrice',
    latestTaskName: 'it',
  });
  setClock(1010);
  await submitted(job, 1);
  const task = getDefaultManager().get('global:it');
  assert.strictEqual(await task, 3);
  assert.strictEqual(task.attempts, 3);
  assert.strictEqual(task.name, 'thrice');
});

test('its own manager gets the tasks, and keeps as many as it says', async (t) => {
  await runtime(t);
  const manager = new TaskManager({ maxCompleted: 2 });
  setClock(1000);
  const job = scheduleInterval(jobs.increment, { seconds: 10, args: [1], manager });
  for (let index = 1; index <= 5; index++) {
    setClock(1000 + 10 * index);
    await submitted(job, index);
    await waitFor(() => diagnose().busy === 0 && diagnose().pending === 0, 'the task to end');
  }
  const queued = [...manager].map((task) => task.timings.queued);
  assert.deepEqual(queued, [1040, 1050]);
  assert.strictEqual(getDefaultManager().size, 0);
});

test('a job with the id of another one replaces it, or is refused', async (t) => {
  await runtime(t);
  const first = scheduleInterval(jobs.increment, { seconds: 10, jobId: 'one' });
  const second = scheduleInterval(jobs.increment, { seconds: 20, jobId: 'one' });
  assert.strictEqual(first.nextRunTime, null);
  assert.deepEqual(getDefaultScheduler().getJobs(), [second]);
  const again = { seconds: 30, jobId: 'one', replaceExisting: false };
  assert.throws(() => scheduleInterval(jobs.increment, again), RangeError, '"one"');
  assert.isNotNull(second.nextRunTime);
  // What is refused replaces nothing.
  assert.throws(() =>
    scheduleInterval(jobs.increment, { seconds: 1, jobId: 'one', args: [() => 1] }),
  );
  assert.isNotNull(second.nextRunTime);
});

test('the scheduler: start, jobs, removal, shutdown', async (t) => {
  await runtime(t);
  const scheduler = getDefaultScheduler();
  assert.isFalse(scheduler.running);
  assert.strictEqual(startScheduler(), scheduler);
  assert.isTrue(scheduler.running);
  const job = scheduleInterval(jobs.increment, { seconds: 3600, jobId: 'one' });
  assert.deepEqual(scheduler.getJobs(), [job]);
  assert.throws(() => scheduler.removeJob('two'), RangeError, '"one"');
  scheduler.removeJob('one');
  assert.deepEqual(scheduler.getJobs(), []);
  const other = scheduleInterval(jobs.increment, { seconds: 3600 });
  await shutdownScheduler();
  assert.isFalse(scheduler.running);
  assert.strictEqual(other.nextRunTime, null);
  assert.notStrictEqual(getDefaultScheduler(), scheduler);
});

test('shutdownScheduler({ wait: true }) waits for the tasks that are under way', async (t) => {
  await runtime(t);
  setClock(1000);
  const gate = sharedArray(Int32Array, 1);
  const job = scheduleInterval(jobs.spinUntilSet, { seconds: 10, args: [gate] });
  setClock(1010);
  await submitted(job, 1);
  const [task] = getDefaultManager();
  const shut = shutdownScheduler({ wait: true });
  assert.isFalse(task.done);
  Atomics.store(gate, 0, 1);
  await shut;
  assert.isTrue(task.done);
});

test('shutdown() ends all jobs; after it a new start is clean', async (t) => {
  await runtime(t);
  const job = scheduleInterval(jobs.increment, { seconds: 3600 });
  await shutdown();
  assert.strictEqual(job.nextRunTime, null);
  assert.throws(() => scheduleInterval(jobs.increment, { seconds: 1 }), /start\(\)/);
  await start({ workers: 1 });
  assert.deepEqual(getDefaultScheduler().getJobs(), []);
});

test('a cron expression is due in its time zone', async (t) => {
  await runtime(t);
  setClock(Date.UTC(2026, 0, 15, 12, 0, 0) / 1000);
  const options = { cron: '30 9 * * *', timeZone: 'America/New_York', args: [1] };
  const job = scheduleCron(jobs.increment, { ...options, latestTaskName: 'cron' });
  const first = Date.UTC(2026, 0, 15, 14, 30, 0) / 1000;
  await dueAt(job, first);
  setClock(first);
  await submitted(job, 1);
  await dueAt(job, first + 24 * 3600);
  assert.strictEqual(await getDefaultManager().get('global:cron'), 2);
});

test('times of a cron expression that pass unseen are one task, and counted', async (t) => {
  await runtime(t);
  setClock(Date.UTC(2026, 0, 15, 12, 0, 30) / 1000);
  const job = scheduleCron(jobs.increment, { cron: '* * * * *', args: [1] });
  await dueAt(job, Date.UTC(2026, 0, 15, 12, 1) / 1000);
  setClock(Date.UTC(2026, 0, 15, 12, 5, 30) / 1000); // 12:01 to 12:05 are due
  await submitted(job, 1);
  await dueAt(job, Date.UTC(2026, 0, 15, 12, 6) / 1000);
  assert.deepEqual(job.counts, { submitted: 1, skipped: 0, missed: 4 });
  job.pause();
  setClock(Date.UTC(2026, 0, 15, 13, 0, 30) / 1000);
  job.resume();
  await dueAt(job, Date.UTC(2026, 0, 15, 13, 1) / 1000);
  assert.deepEqual(job.counts, { submitted: 1, skipped: 0, missed: 4 });
});

test('summer time: once a day, at the local hour; a time that does not exist comes later', async (t) => {
  await runtime(t);
  // In 2026, New York's clocks go from 2:00 to 3:00 on March 8.
  setClock(Date.UTC(2026, 2, 7, 15, 0, 0) / 1000);
  const timeZone = 'America/New_York';
  const nine = scheduleCron(jobs.increment, { cron: '0 9 * * *', timeZone, args: [1] });
  const night = scheduleCron(jobs.increment, { cron: '30 2 * * *', timeZone, args: [1] });
  await dueAt(nine, Date.UTC(2026, 2, 8, 13, 0, 0) / 1000);
  await dueAt(night, Date.UTC(2026, 2, 8, 7, 0, 0) / 1000);
});

test('a cron expression that is never due again stays silent', async (t) => {
  await runtime(t);
  setClock(Date.UTC(2026, 0, 1) / 1000);
  const never = scheduleCron(jobs.increment, { cron: '0 0 0 1 1 * 2020' });
  const after = scheduleCron(jobs.increment, { cron: '0 12 * * *', timeZone: 'UTC' });
  await dueAt(after, Date.UTC(2026, 0, 1, 12) / 1000);
  assert.strictEqual(never.nextRunTime, null);
});

test('bad input is refused at the call, and named', async (t) => {
  await runtime(t);
  const interval = (options) => () => scheduleInterval(jobs.increment, options);
  const cron = (options) => () => scheduleCron(jobs.increment, options);
  assert.throws(interval({}), TypeError, 'seconds');
  assert.throws(interval({ seconds: 0 }), TypeError, 'seconds is 0');
  assert.throws(interval({ seconds: '5' }), TypeError, 'seconds is "5"');
  assert.throws(interval({ seconds: 1, every: 2 }), TypeError, "no option 'every'");
  assert.throws(interval({ seconds: 1, args: 7 }), TypeError, 'args is 7');
  assert.throws(interval({ seconds: 1, signal: AbortSignal.abort() }), TypeError, 'cancel()');
  assert.throws(cron({}), TypeError, 'cron is missing');
  assert.throws(cron({ cron: '61 * * * *' }), TypeError, '61');
  assert.throws(cron({ cron: '* * * * *', timeZone: 'Mars/Base' }), TypeError, 'Mars/Base');
  assert.throws(() => scheduleInterval('no function', { seconds: 1 }), TypeError, 'no function');
  await rejects(shutdownScheduler({ wait: 1 }), TypeError, /wait/);
  assert.deepEqual(getDefaultScheduler().getJobs(), []);
});

test('jobs leave no memory behind', async (t) => {
  await runtime(t);
  const round = async (number) => {
    setClock(1000 + 100 * number);
    const manager = new TaskManager({ maxCompleted: 0 });
    const options = { seconds: 10, args: [{ number }], manager, latestTaskName: 'it' };
    const job = scheduleInterval(jobs.echo, options);
    setClock(1010 + 100 * number);
    await submitted(job, 1);
    assert.deepEqual(await manager.get('global:it'), { number });
    job.cancel();
    await waitFor(() => diagnose().tasks === 0, 'all tasks to be gone');
  };
  await round(0);
  const { heapUsed } = diagnose();
  for (let number = 1; number < 50; number++) await round(number);
  assert.strictEqual(diagnose().heapUsed, heapUsed);
});
