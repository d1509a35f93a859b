/** Measures in a page of an installed browser. */
import { fileURLToPath } from 'node:url';
import { serve } from '../../scripts/serve.js';
import { launch } from '../../tests/browser/launch.js';
import { cpuSecondsOf } from './cpu.js';

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
      const functions = {
        benchOptions: () => ({ name, ...options }),
        benchRows: report,
        benchDone: (/** @type {string | null} */ error) =>
          error === null ? resolve(undefined) : reject(new Error(error)),
        cpuSeconds: () => cpuSecondsOf(browser.process()?.pid ?? 0),
      };
      page.on('error', reject);
      page.on('pageerror', reject);
      browser.on('disconnected', () => reject(new Error(`${name} is gone`)));
      Promise.all(Object.entries(functions).map(([key, use]) => page.exposeFunction(key, use)))
        .then(() => page.goto(`${server.url}bench/page.html`))
        .catch(reject);
    });
    return await browser.version();
  } finally {
    await browser.close();
    await server.close();
  }
}
