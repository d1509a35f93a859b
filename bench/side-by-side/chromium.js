/** The comparison in Chromium. */
import { serve } from '../../scripts/serve.js';
import { root } from '../../scripts/shell.js';
import { launch } from '../../tests/browser/launch.js';
import { memoryOf } from '../hosts/processes.js';
import { buildForPage } from './build.js';
import { peers } from './chromium-peers.js';
import { within } from './compare.js';
import { compareFresh } from './fresh-lines.js';
import { weight } from './weight.js';

const LIMIT = 3600000; // ms for all of the comparison
const FRESH_LIMIT = 60000; // ms for a fresh page

/**
 * @param {import('./node.js').Options} options
 * @param {import('./node.js').Report} report
 * @returns {Promise<string>} the version
 */
export async function compareInChromium(options, report) {
  await buildForPage();
  const server = await serve({ root });
  const openBrowser = () => launch('chromium', { protocolTimeout: LIMIT });
  const open = async (browser) => {
    const page = await browser.newPage();
    await page.exposeFunction('benchReport', report);
    await page.exposeFunction('benchMemory', () => memoryOf(browser.process()?.pid ?? 0));
    await page.goto(`${server.url}bench/side-by-side/page.html`);
    return page;
  };
  const browser = await openBrowser();
  const version = await browser.version();
  try {
    const page = await open(browser);
    await page.evaluate((all) => globalThis.compareAll(all), options);
    await page.close();
  } finally {
    await browser.close();
  }

  /** In a browser of its own: memory of an earlier page is not given back at once. */
  const runFresh = async (...list) => {
    const fresh = await openBrowser();
    try {
      const page = await open(fresh);
      const numbers = page.evaluate((...all) => globalThis.runFresh(...all), ...list);
      return await within(FRESH_LIMIT, numbers);
    } finally {
      await fresh.close();
    }
  };
  try {
    await compareFresh(Object.keys(peers), options, runFresh, report);
    if (options.figures.length === 0 || options.figures.includes('weight')) {
      await report('weight', await weight());
    }
  } finally {
    await server.close();
  }
  return version;
}
