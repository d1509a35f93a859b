/** Measures in a page of an installed browser. */
import { fileURLToPath } from 'node:url';
import { serve } from '../../scripts/serve.js';
import { launch } from '../../tests/browser/launch.js';
import { pause } from '../measure.js';
import { cpuSecondsOf } from './processes.js';

/**
 * Then the page is loaded again. In Firefox, `new Worker` in a worker sometimes never returns while the
 * browser is driven by WebDriver BiDi, and only then.
 */
const OPENING = 10000; // ms

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * @param {'chromium' | 'firefox'} name
 * @param {{ quick: boolean, figures: string[] }} options
 * @param {(group: string, rows: import('../measure.js').Row[]) => void} report
 * @returns {Promise<string>} the version
 */
export async function measureInBrowser(name, options, report) {
  const server = await serve({ root: ROOT });
  const browser = await launch(name);
  try {
    const page = await browser.newPage();
    await new Promise((resolve, reject) => {
      let isOpen = false;
      const functions = {
        benchOptions: () => ({ name, ...options }),
        benchOpened: () => (isOpen = true),
        benchRows: report,
        benchDone: (/** @type {string | null} */ error) =>
          error === null ? resolve(undefined) : reject(new Error(error)),
        cpuSeconds: () => cpuSecondsOf(browser.process()?.pid ?? 0),
      };
      page.on('error', reject);
      page.on('pageerror', reject);
      browser.on('disconnected', () => reject(new Error(`${name} is gone`)));
      Promise.all(Object.entries(functions).map(([key, use]) => page.exposeFunction(key, use)))
        .then(async () => {
          while (!isOpen) {
            await page.goto(`${server.url}bench/page.html`);
            await pause(OPENING);
          }
        })
        .catch(reject);
    });
    return await browser.version();
  } finally {
    await browser.close();
    await server.close();
  }
}
