import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildDemo } from '../../scripts/demo.js';
import { serve } from '../../scripts/serve.js';
import { root } from '../../scripts/shell.js';
import { violations } from './accessibility.js';
import { consoleText } from './console.js';
import { visitHead, visits } from './demo-steps.js';
import { end, launch } from './launch.js';

const SCREENSHOTS = join(root, 'artifacts/screenshots');
const PATIENCE = 30_000;
const sizes = /** @type {const} */ ([
  ['desktop', 1280, 900],
  ['phone', 390, 844],
]);

await buildDemo();
await mkdir(SCREENSHOTS, { recursive: true });
const axe = await readFile(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** Opens the demo in Chromium; `complaints` collects what a console would show in red or yellow. */
async function openDemo(context, { isolated = true } = {}) {
  const server = await serve({ root: join(root, 'build'), isolated });
  context.after(() => server.close());
  const browser = await launch('chromium');
  context.after(() => browser.close());
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) complaints.push(consoleText(message));
  });
  page.on('pageerror', (error) => complaints.push(error.stack));
  page.on('requestfailed', (request) => {
    // That nobody reads the body of an answer, which has none, Chromium calls a failure.
    if (request.method() !== 'HEAD') complaints.push(`failed: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (!response.ok()) complaints.push(`${response.status()}: ${response.url()}`);
  });
  await page.goto(new URL('demo/', server.url).href);
  return { page, complaints, visitor: visitorOf(page) };
}

/** @returns {import('./demo-steps.js').Visitor} */
function visitorOf(page) {
  return {
    async press(selector) {
      // Not below the bar at the page's top, which is in front of it.
      await page.$eval(selector, (element) => element.scrollIntoView({ block: 'center' }));
      await page.waitForSelector(`${selector}:not(:disabled)`);
      await page.click(selector);
    },
    choose: (selector, value) => page.select(selector, value),
    async see(selector, text = /(?:)/) {
      const isThere = (wanted, source) => {
        const found = document.querySelector(wanted);
        return found && new RegExp(source).test(found.textContent.trim());
      };
      const options = { timeout: PATIENCE, polling: 50 };
      await page.waitForFunction(isThere, options, selector, text.source).catch(async () => {
        const now = await page.$$eval(selector, (all) => all.map((each) => each.textContent));
        throw new Error(`${selector} is not ${text}, but ${JSON.stringify(now)}`);
      });
    },
    async checkAccessibility() {
      await page.evaluate(axe);
      assert.deepEqual(await page.evaluate(violations), []);
    },
  };
}

/** Of the page as it is, in both sizes and themes; on the way it sees that nothing is cut off. */
async function takePictures(page, { press, see }) {
  for (const [size, width, height] of sizes) {
    await page.setViewport({ width, height });
    for (const theme of ['dark', 'light']) {
      await press('#theme'); // it was light
      await see(`html[data-theme="${theme}"]`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      await page.evaluate(() => scrollTo(0, 0));
      const path = join(SCREENSHOTS, `${size}-${theme}.png`);
      await page.screenshot({ path, fullPage: true });
    }
  }
}

test('in Chromium every button does what it says, and axe finds nothing', async (context) => {
  const { page, complaints, visitor } = await openDemo(context);
  for (const visit of visits) await visit(visitor);
  await writeInEditor(page, visitor);
  await takePictures(page, visitor);
  assert.deepEqual(complaints, []);
});

/** Replaces what the editor has, as a visitor would, and runs it. */
async function writeInEditor(page, { press, see }) {
  await press('#editor .cm-content');
  await page.keyboard.down('Control');
  await page.keyboard.press('a');
  await page.keyboard.up('Control');
  await page.keyboard.type('def work(part): print("part", part); return part + 41');
  await press('#python-run');
  await see('#lane-1 output', /^42$/);
  await see('#python-output', /part 1/);
}

test('in Firefox every button does what it says, and axe finds nothing', async (context) => {
  const server = await serve({ root, handle: answer });
  context.after(() => server.close());
  const browser = await launch('firefox');
  context.after(() => end(browser));
  const complaints = [];
  for (const output of [browser.process().stdout, browser.process().stderr]) {
    createInterface(output).on('line', (line) => {
      // What a page logs is in quotes or brackets; what Firefox itself does has no such mark.
      if (/^console\.(warn|error): ["(]|^JavaScript (error|warning): http/.test(line)) {
        complaints.push(line);
      }
    });
  }
  /** @type {(report: any) => void} */
  let receive;
  const report = new Promise((resolve) => (receive = resolve));
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  const page = await browser.newPage();
  await page.goto(new URL('tests/browser/demo-visit.html', server.url).href);
  // Firefox may hang else, in the creation of a worker: see run-in-browser.js.
  await browser.disconnect();
  open();
  assert.deepEqual(await report, visits.map(({ name }) => name).concat('all'));
  assert.deepEqual(complaints, []);

  function answer(request, response) {
    if (request.url === '/demo-visit/start') opened.then(() => response.end());
    else if (request.url === '/demo-visit/report') {
      json(request).then(receive);
      response.end();
    } else return false;
    return true;
  }
});

test('below a path of a server without headers, the service worker isolates it', async (context) => {
  const { complaints, visitor } = await openDemo(context, { isolated: false });
  await visitHead(visitor);
  await visitor.press('#flights-count');
  await visitor.see('#flights-summary', /^200,000 flights counted$/);
  // The first load may have come as far as to say that, before the second one replaced it.
  const first = /^warn: backlit runs all tasks on this page/;
  assert.deepEqual(
    complaints.filter((text) => !first.test(text)),
    [],
  );
});

test('the app of stlite runs its tasks', async (context) => {
  const { page, visitor } = await openDemo(context);
  await visitor.see('html[data-ready]');
  await visitor.press('#stlite-link');
  await visitor.see('h1', /backlit in stlite/);
  await page.locator('::-p-xpath(//button[normalize-space()="Count primes"])').click();
  await visitor.see('.stApp', /Primes, half 2/);
  await visitor.see('.stApp', /33,860 primes below 400,000/);
});

test('without any isolation it says what is missing, and works on its own thread', async (context) => {
  const server = await serve({ root: join(root, 'build/demo'), isolated: false, handle });
  context.after(() => server.close());
  const browser = await launch('chromium');
  context.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(server.url);
  const visitor = visitorOf(page);
  await visitor.see('html[data-ready="local"]');
  await visitor.see('#problem:not([hidden])', /Cross-Origin-Embedder-Policy/);
  await visitor.see('#spin:disabled');
  await visitor.see('#sample-endless:disabled');
  await visitor.press('#flights-count');
  await visitor.see('#flights-summary', /^200,000 flights counted$/);

  /** As if the service worker were not there. */
  function handle(request, response) {
    if (request.url !== '/coi.js') return false;
    response.end();
    return true;
  }
});
