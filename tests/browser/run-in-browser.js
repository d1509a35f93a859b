import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from '../../scripts/serve.js';
import { Relay } from '../harness/relay.js';
import { suiteFiles } from '../harness/suites.js';
import { MARKER } from '../harness/uncaught.js';
import { consoleText } from './console.js';
import { launch } from './launch.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Declares the test that runs all suites in a browser; each of their tests is a subtest of it.
 *
 * @param {'chromium' | 'firefox'} name
 * @param {'page' | 'worker'} client
 */
export function runInBrowser(name, client) {
  test(`in a ${client} of ${name}`, async (context) => {
    const server = await serve({ root: ROOT });
    context.after(() => server.close());
    const browser = await launch(name);
    context.after(() => browser.close());
    const page = await browser.newPage();
    const relay = new Relay(context);
    await connect(browser, page, relay);
    await page.goto(pageUrl(server.url, client));
    await relay.finish();
  });
}

async function connect(browser, page, relay) {
  await page.exposeFunction('reportToNode', (event) => relay.receive(event));
  page.on('console', (message) => relay.log(consoleText(message)));
  page.on('pageerror', (error) => {
    if (!error.message.includes(MARKER)) relay.log(`uncaught: ${error.stack}`);
  });
  page.on('requestfailed', (request) => relay.log(`request failed: ${request.url()}`));
  page.on('error', (error) => relay.fail(error));
  browser.on('disconnected', () => relay.fail(new Error('The browser is gone')));
}

function pageUrl(base, client) {
  const url = new URL('tests/harness/page.html', base);
  url.searchParams.set('client', client);
  for (const file of suiteFiles()) url.searchParams.append('suite', file);
  return url.href;
}
