import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serve } from '../../scripts/serve.js';
import { Relay } from '../harness/relay.js';
import { suiteFiles } from '../harness/suites.js';
import { MARKER } from '../harness/uncaught.js';
import { end, launch } from './launch.js';
import { pageLink } from './page-link.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Declares the test that runs all suites in a browser; each of their tests is a subtest of it.
 *
 * @param {'chromium' | 'firefox'} name
 * @param {'page' | 'worker'} client
 */
export function runInBrowser(name, client) {
  test(`in a ${client} of ${name}`, (context) => runPage(context, name, pagePath(client)));
}

/**
 * Opens a page that waits for its start and reports what becomes of its tests: see page-link.js.
 *
 * @param {import('node:test').TestContext} context the test that gets the subtests
 * @param {'chromium' | 'firefox'} name
 * @param {string} path of the page, from the repository's root
 * @param {{isolated?: boolean}} [options]
 */
export async function runPage(context, name, path, { isolated = true } = {}) {
  const browser = await launch(name);
  context.after(() => end(browser));
  const relay = new Relay(context);
  watch(browser.process(), relay);
  const { handle, start } = pageLink(relay);
  const server = await serve({ root: ROOT, isolated, handle });
  context.after(() => server.close());
  const page = await browser.newPage();
  await page.goto(new URL(path, server.url).href);
  // While WebDriver BiDi is connected, Firefox 153 listens for each worker that is registered, and
  // about one in 40 workers that are made inside of a worker hangs for ever: a wake of a condition
  // variable is lost. So nothing is connected while the suites run, in no browser.
  await browser.disconnect();
  start();
  await relay.finish();
}

/** A browser's output has, by the options of launch(), what its pages and workers log. */
function watch(browserProcess, relay) {
  for (const output of [browserProcess.stdout, browserProcess.stderr]) {
    createInterface(output).on('line', (line) => {
      if (!line.includes(MARKER)) relay.log(line);
    });
  }
  browserProcess.once('exit', () => relay.fail(new Error('The browser is gone')));
}

function pagePath(client) {
  const parameters = new URLSearchParams({ client });
  for (const file of suiteFiles()) parameters.append('suite', file);
  return `tests/harness/page.html?${parameters}`;
}
