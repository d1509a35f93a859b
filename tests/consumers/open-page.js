import assert from 'node:assert/strict';
import { consoleText } from '../browser/console.js';
import { launch } from '../browser/launch.js';

/**
 * Opens a consumer's page, which sets its title to what its tasks gave, as JSON.
 *
 * @param {{ after(cleanUp: () => any): void }} context
 * @param {string} url
 * @returns {Promise<any>} that outcome
 */
export async function openPage(context, url) {
  const browser = await launch('chromium');
  context.after(() => browser.close());
  const page = await browser.newPage();
  /** @type {string[]} what a console would show in red */
  const complaints = [];
  let loads = 0;
  const failure = new Promise((_, reject) => page.on('pageerror', reject));
  page.on('framenavigated', () => (loads += 1));
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) complaints.push(consoleText(message));
  });
  await page.goto(url);
  const title = page.waitForFunction(() => document.title.startsWith('[') && document.title);
  const outcome = await Promise.race([title, failure]);
  assert.deepEqual(complaints, []);
  assert.equal(loads, 1, 'the page was loaded again');
  return JSON.parse(await outcome.jsonValue());
}
