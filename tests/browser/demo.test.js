import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from '../../scripts/serve.js';
import { consoleText } from './console.js';
import { launch } from './launch.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const buttons = ['flights', 'mandelbrot', 'failing', 'spinning'];

/** Opens the demo; `complaints` collects what a console would show in red. */
async function openDemo(context, { name = 'chromium', isolated = true } = {}) {
  const server = await serve({ root: ROOT, isolated });
  context.after(() => server.close());
  const browser = await launch(name);
  context.after(() => browser.close());
  const page = await browser.newPage();
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) complaints.push(consoleText(message));
  });
  page.on('pageerror', (error) => complaints.push(error.stack));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  page.on('response', (response) => {
    if (!response.ok()) complaints.push(`${response.status()}: ${response.url()}`);
  });
  await page.goto(new URL('web-demo/', server.url).href);
  return { page, complaints };
}

const ready = (page) => page.waitForSelector('#flights:enabled');
const text = (page, selector) => page.$eval(selector, (element) => element.textContent);

/** Waits for a row of the table of tasks that has this name and status. */
function row(page, name, status) {
  return page.waitForSelector(
    `::-p-xpath(//*[@id="tasks"]/tr[@data-status="${status}"][th="${name}"])`,
  );
}

// The clicks need what makes Firefox hang, see run-in-browser.js.
const firefoxSkip = 'a worker in a worker may hang while Firefox is automated';

for (const name of /** @type {const} */ (['chromium', 'firefox'])) {
  const skip = name === 'firefox' && firefoxSkip;
  test(
    `every button starts its tasks, and each ends as it should, in ${name}`,
    { skip },
    async (context) => {
      const { page, complaints } = await openDemo(context, { name });
      await ready(page);
      for (const id of buttons) await page.click(`#${id}`);

      const spinning = await row(page, 'while (true) {}', 'RUNNING');
      const cancel = await spinning.$('button');
      await cancel.click();
      assert.match(
        await (await row(page, 'while (true) {}', 'CANCELLED')).evaluate((tr) => tr.innerText),
        /stopped after \d\.\d\d s by: disown/,
      );
      const failed = await row(page, 'Spoilt flights', 'ERROR');
      assert.match(
        await failed.evaluate((tr) => tr.innerText),
        /TypeError: flight 493 has a distance of null/,
      );
      for (let part = 1; part <= 6; part++) await row(page, `Flights ${part}/6`, 'DONE');
      for (let part = 1; part <= 16; part++) await row(page, `Mandelbrot ${part}/16`, 'DONE');

      assert.equal(await text(page, '#flights-summary'), '200,000 flights analysed.');
      assert.match(await text(page, '#distances tr'), /0–499.*90,828/s);
      assert.equal(await page.$eval('#picture', undrawnPixels), 0);
      assert.match(
        await text(page, '#frame-times'),
        /^Worst frame \d+\.\d ms, 99 % within \d+\.\d ms/,
      );
      assert.equal(await page.$eval('#problem', (element) => element.hidden), true);
      assert.deepEqual(complaints, []);
    },
  );
}

/** @param {HTMLCanvasElement} canvas in the page */
function undrawnPixels(canvas) {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, index) => index % 4 === 3 && value === 0).length;
}

test('all tasks can be cancelled at once, with the keyboard', async (context) => {
  const { page, complaints } = await openDemo(context);
  await ready(page);
  // More than there are workers: some are cancelled while they wait.
  const workers = Number((await text(page, '#runtime')).match(/Workers: (\d+)/)?.[1] ?? 16);
  await page.focus('#spinning');
  for (let count = 0; count < workers + 2; count++) await page.keyboard.press('Enter');
  await row(page, 'while (true) {}', 'RUNNING');
  await page.waitForSelector('#cancel-all:enabled');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction(
    (count) => document.querySelectorAll('#tasks [data-status=CANCELLED]').length === count,
    {},
    workers + 2,
  );
  // The workers have been replaced.
  await page.click('#failing');
  await row(page, 'Spoilt flights', 'ERROR');
  assert.deepEqual(complaints, []);
});

test('the main thread stays free while tasks run', async (context) => {
  const { page } = await openDemo(context);
  await ready(page);
  await page.evaluate(() => {
    globalThis.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        globalThis.longest = Math.max(globalThis.longest, duration);
      }
    }).observe({ type: 'longtask' });
  });
  await page.click('#mandelbrot');
  await page.click('#spinning');
  await row(page, 'while (true) {}', 'RUNNING');
  await new Promise((resolve) => setTimeout(resolve, 2000));
  // Undisturbed it is 0: this leaves room for a machine that is busy with other things.
  assert.ok((await page.evaluate(() => globalThis.longest)) < 500);
});

test('it fits on a phone', async (context) => {
  const { page } = await openDemo(context);
  await page.setViewport({ width: 360, height: 640 });
  await ready(page);
  for (const id of buttons) await page.click(`#${id}`);
  await row(page, 'Flights 6/6', 'DONE');
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
});

test('without cross-origin isolation it says what is missing, and works on its own thread', async (context) => {
  const { page, complaints } = await openDemo(context, { isolated: false });
  await ready(page);
  const problem = await page.waitForSelector('#problem:not([hidden])');
  assert.match(
    await problem.evaluate((element) => element.textContent),
    /Cross-Origin-Embedder-Policy/,
  );
  assert.notEqual(await page.$('#spinning:disabled'), null);
  for (const id of ['flights', 'failing']) await page.click(`#${id}`);
  await row(page, 'Spoilt flights', 'ERROR');
  for (let part = 1; part <= 6; part++) await row(page, `Flights ${part}/6`, 'DONE');
  assert.match(await text(page, '#distances tr'), /0–499.*90,828/s);
  assert.match(await text(page, '#runtime'), /^No workers/);
  assert.equal(complaints.length, 1, complaints.join('\n'));
  assert.match(complaints[0], /^warn: backlit runs all tasks on this page's own event loop/);
});
