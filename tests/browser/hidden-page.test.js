/** A page in a tab behind another one: browsers throttle its timers, but not what runs in workers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from '../../scripts/serve.js';
import { waitFor } from '../harness/wait-for.js';
import { launch } from './launch.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What puppeteer switches off otherwise: here Chromium shall do as it does with its users' tabs. */
const THROTTLING = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

/** How many times as often as the page's own timer things must happen that are not throttled. */
const FACTOR = 5;

/**
 * Opens a page that has started backlit and is hidden. In it, `ticks` counts the calls of an interval of
 * 20 ms of its own.
 */
async function openHiddenPage(context) {
  const server = await serve({ root: ROOT });
  context.after(() => server.close());
  const browser = await launch('chromium', { ignoreDefaultArgs: THROTTLING });
  context.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(new URL('tests/browser/hidden-page/', server.url).href);
  await page.evaluate(async () => {
    globalThis.backlit = await import('/js/index.js');
    const { remote, run, start } = globalThis.backlit;
    globalThis.jobs = remote(new URL('/tests/suite/jobs/jobs.js', location.href));
    await start({ workers: 2 });
    await run(globalThis.jobs.increment, 1);
  });
  const front = await browser.newPage();
  await front.bringToFront();
  const isHidden = () => page.evaluate(() => document.visibilityState === 'hidden');
  await waitFor(isHidden, 'the page to be hidden');
  await page.evaluate(() => {
    globalThis.ticks = 0;
    setInterval(() => globalThis.ticks++, 20);
  });
  return page;
}

test('an interval keeps its rate in a hidden page, whose own timers are throttled', async (context) => {
  const page = await openHiddenPage(context);
  await page.evaluate(() => {
    globalThis.job = globalThis.backlit.scheduleInterval(globalThis.jobs.increment, {
      seconds: 0.02,
      args: [1],
    });
  });
  const look = () =>
    page.evaluate(() => ({
      ...globalThis.job.counts,
      ticks: globalThis.ticks,
      isHidden: document.visibilityState === 'hidden',
    }));
  const counts = await waitFor(async () => {
    const now = await look();
    return now.submitted >= 200 && now;
  }, '200 tasks');
  const text = JSON.stringify(counts);
  assert.ok(counts.isHidden, text);
  assert.ok(counts.ticks * FACTOR < counts.submitted, `its own timer is not throttled: ${text}`);
  assert.ok(counts.missed * FACTOR < counts.submitted, `the interval is throttled: ${text}`);
});

test('retries, timeouts and the grace run on in a hidden page', async (context) => {
  const page = await openHiddenPage(context);
  const outcome = await page.evaluate(async () => {
    const { backlit, jobs } = globalThis;
    const { options, sharedArray } = backlit;
    const before = globalThis.ticks;
    const policy = { maxAttempts: 20, baseDelay: 0.02, multiplier: 1 };
    const calls = sharedArray(Int32Array, 1);
    const tasks = [
      options({ retry: policy }).run(jobs.failBefore, calls, 20),
      options({ retry: { maxAttempts: 20 }, timeout: 0.02 }).run(jobs.sleepLong),
    ];
    const ends = await Promise.allSettled(tasks);
    const spinning = options({ timeout: 0.02, cancelGrace: 0.02 }).run(jobs.spin);
    ends.push(...(await Promise.allSettled([spinning])));
    return {
      ends: ends.map(({ value, reason }) => value ?? reason.name),
      attempts: tasks.map((task) => task.attempts),
      ticks: globalThis.ticks - before,
      isHidden: document.visibilityState === 'hidden',
    };
  });
  assert.deepEqual(outcome.ends, [20, 'TimeoutError', 'TimeoutError']);
  assert.deepEqual(outcome.attempts, [20, 20]);
  assert.ok(outcome.isHidden);
  const { ticks } = outcome;
  assert.ok(ticks * FACTOR < 20, `${ticks} ticks of the page's own timer in 20 delays`);
});
