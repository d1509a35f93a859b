/** The property of tests/js/model.test.js in a page of Chromium. */
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { serve } from '../../scripts/serve.js';
import { launch } from './launch.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const page = `<!doctype html>
<link rel="icon" href="data:," />
<script type="importmap">{ "imports": { "fast-check": "/fast-check.js" } }</script>
<title>model</title>`;

const fastCheck = await build({
  entryPoints: [fileURLToPath(import.meta.resolve('fast-check'))],
  bundle: true,
  format: 'esm',
  write: false,
});

const files = {
  '/': ['text/html', page],
  '/fast-check.js': ['text/javascript', fastCheck.outputFiles[0].text],
};

function handle(request, response) {
  const file = files[request.url];
  if (file === undefined) return false;
  const [type, text] = file;
  response.writeHead(200, {
    'Content-Type': type,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
  });
  response.end(text);
  return true;
}

test('in a page of Chromium the core does what the model says', { timeout: 300_000 }, async (t) => {
  const server = await serve({ root: ROOT, handle });
  t.after(() => server.close());
  const browser = await launch('chromium');
  t.after(() => browser.close());
  const tab = await browser.newPage();
  await tab.goto(server.url);
  await tab.evaluate(async () => {
    const { checkModel } = await import('/tests/model/property.js');
    // Few: Chromium takes two seconds to end a worker that computes.
    await checkModel({ runs: 10, steps: 120 }).catch(({ message, cause }) => {
      throw new Error(`${message}\n\n${cause?.stack}`);
    });
  });
});
