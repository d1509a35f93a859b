/** A page that is hidden behind another tab: Chromium slows down its timers, but not backlit's deadlines. */
/* global backlit, jobs -- of the page */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from '../../scripts/serve.js';
import { launch } from './launch.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** With these, which puppeteer sets, hidden pages go on as if they were not. */
const UNREAL = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

/** A hidden page in which backlit has been started; `backlit` and `jobs` are its globals. */
async function openHidden(context) {
  const server = await serve({ root: ROOT });
  context.after(() => server.close());
  const browser = await launch('chromium', { ignoreDefaultArgs: UNREAL });
  context.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(new URL('tests/browser/blank.html', server.url).href);
  await page.evaluate(async (base) => {
    globalThis.backlit = await import(`${base}js/index.js`);
    await backlit.start({ workers: 2 });
    globalThis.jobs = backlit.remote(`${base}tests/suite/jobs/jobs.js`);
    await backlit.run(jobs.increment, 1);
  }, server.url);
  const other = await browser.newPage();
  await other.bringToFront();
  await page.waitForFunction(() => document.visibilityState === 'hidden', { polling: 100 });
  return page;
}

test('an interval keeps its rate in a hidden page, where the page’s own does not', async (context) => {
  const page = await openHidden(context);
  const { ticks, counts } = await page.evaluate(async () => {
    let ticks = 0;
    const job = backlit.scheduleInterval(jobs.increment, { seconds: 0.02, args: [1] });
    const timer = setInterval(() => ticks++, 20);
    while (job.counts.submitted < 150) await new Promise((resolve) => setTimeout(resolve, 20));
    clearInterval(timer);
    return { ticks, counts: job.counts };
  });
  assert.ok(ticks < 50, `the page's own timer was not slowed down: it ticked ${ticks} times`);
  assert.ok(counts.missed < 15, `${counts.missed} of ${counts.submitted} ticks were missed`);
});

test('retries and timeouts run on in a hidden page', async (context) => {
  const page = await openHidden(context);
  const { attempts, error, ticks } = await page.evaluate(async () => {
    let ticks = 0;
    setInterval(() => ticks++, 20);
    const retry = { maxAttempts: 50, baseDelay: 0.02, multiplier: 1 };
    const task = backlit.options({ retry }).run(jobs.fail, 'type');
    const late = backlit.options({ timeout: 0.05, cancelGrace: 0 }).run(jobs.spin);
    await Promise.allSettled([task, late]);
    return { attempts: task.attempts, error: late.error.name, ticks };
  });
  assert.equal(attempts, 50);
  assert.equal(error, 'TimeoutError');
  assert.ok(ticks < 25, `the page's own timer was not slowed down: it ticked ${ticks} times`);
});
