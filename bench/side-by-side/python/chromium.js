/** A peer in a Pyodide in a page of Chromium, in a worker. */
import { poolOf } from './pool-of.js';

/**
 * @param {string} peer
 * @param {import('../../python/client.js').Place} place
 * @param {import('puppeteer-core').Browser} browser
 */
export const inChromium = (peer, place, browser) => async () => ({
  async open(/** @type {number} */ size) {
    const page = await browser.newPage();
    await page.goto(`${place.base}bench/side-by-side/python/page.html`);
    const ask = (/** @type {any[]} */ ...request) =>
      page.evaluate((all) => globalThis.ask(all), request);
    const { names } = await ask(place, peer, size);
    return poolOf(names, ask, () => page.close());
  },
});
