/**
 * Runs a Python file inside Pyodide, with the built wheel:
 *
 *     node tests/pyodide/try.js 0.27.7 script.py [--in page|worker] [--not-isolated] [--load numpy]
 *
 * In this process, or in a page or worker of Chromium.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { pyodides } from '../../scripts/pyodide.js';
import { serve } from '../../scripts/serve.js';
import { root } from '../../scripts/shell.js';
import { wheel } from '../../scripts/wheel.js';
import { launch } from '../browser/launch.js';
import { runScript } from './harness/run-script.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    in: { type: 'string' },
    'not-isolated': { type: 'boolean', default: false },
    load: { type: 'string', multiple: true, default: [] },
  },
});
const [version, file] = positionals;
const folder = pyodides[version];
if (!folder || !file || ![undefined, 'page', 'worker'].includes(values.in)) {
  console.error(`usage: try.js ${Object.keys(pyodides).join('|')} script.py [--in page|worker]`);
  process.exit(2);
}

const job = {
  folder,
  wheels: [wheel()],
  load: values.load,
  filename: resolve(file),
  code: readFileSync(file, 'utf8'),
};
if (values.in) await inChromium(values.in);
else await runScript({ ...job, base: `${pathToFileURL(root).href}/` });

/** @param {string} client */
async function inChromium(client) {
  const server = await serve({ root, isolated: !values['not-isolated'] });
  const browser = await launch('chromium');
  try {
    const page = await browser.newPage();
    page.on('console', (message) => console.log(message.text()));
    page.on('pageerror', (error) => console.error(error.stack ?? error));
    await page.goto(new URL('tests/pyodide/harness/script.html', server.url).href);
    const failure = await page.evaluate((place, details) => window.runIn(place, details), client, {
      ...job,
      base: server.url,
    });
    if (failure) {
      console.error(failure);
      process.exitCode = 1;
    }
  } finally {
    await browser.close();
    await server.close();
  }
}
