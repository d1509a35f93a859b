/** What docs/guides/deployment.md says about headers: pages that come with them, in Chromium. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pyodides } from '../../scripts/pyodide.js';
import { serve } from '../../scripts/serve.js';
import { wheel } from '../../scripts/wheel.js';
import { launch } from './launch.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const EMBEDDER = { 'Cross-Origin-Embedder-Policy': 'require-corp' };
const BOTH = { 'Cross-Origin-Opener-Policy': 'same-origin', ...EMBEDDER };
const CROSS_ORIGIN = { 'Cross-Origin-Resource-Policy': 'cross-origin' };

/** As the guide gives it, and what the empty page itself needs. */
const guide = await readFile(`${ROOT}docs/guides/deployment.md`, 'utf8');
const [FOR_JAVASCRIPT, FOR_PYTHON, FOR_PYTHON_WITH_ASSETS] =
  guide.match(/(?<=^ {4})script-src .*/gm);
const POLICY = `default-src 'none'; img-src data:; ${FOR_JAVASCRIPT}`;

const browser = await launch('chromium');
after(() => browser.close());

/** A server of the repository that sends these headers with everything; `/` is a page with this body. */
async function open(context, headers, body = '') {
  const server = await serve({ root: ROOT, isolated: false, handle: answer });
  context.after(() => server.close());
  return server.url;

  function answer(request, response) {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (request.url !== '/') return false;
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(`<!doctype html><link rel="icon" href="data:," /><title>page</title>${body}`);
    return true;
  }
}

async function visit(context, url) {
  const page = await browser.newPage();
  context.after(() => page.close());
  await page.goto(url);
  return page;
}

/** In a page or a frame: where tasks run there, and what two of them give. */
async function tryTasks() {
  const { diagnose, remote, run, start } = await import('/dist/index.js');
  await start();
  const jobs = remote(new URL('/tests/suite/jobs/jobs.js', location.href));
  const outcome = (task) => task.catch((error) => error.name);
  const { executor } = diagnose();
  return [executor, await outcome(run(jobs.echo, 1)), await outcome(run((x) => x * 2, 21))];
}

for (const policy of ['isolate-and-require-corp', 'isolate-and-credentialless']) {
  test(`Document-Isolation-Policy: ${policy} is enough for threads`, async (context) => {
    const url = await open(context, { 'Document-Isolation-Policy': policy });
    const page = await visit(context, url);
    assert.deepEqual(await page.evaluate(tryTasks), ['worker', 1, 42]);
  });
}

test('with the content security policy of the guide, all but inline functions run', async (context) => {
  const url = await open(context, { ...BOTH, 'Content-Security-Policy': POLICY });
  const page = await visit(context, url);
  assert.deepEqual(await page.evaluate(tryTasks), ['worker', 1, 'EvalError']);
});

for (const needed of ["'wasm-unsafe-eval'", "worker-src 'self'", "connect-src 'self'"]) {
  test(`without ${needed} in the policy it does not start`, async (context) => {
    // Where a page says nothing of its workers, script-src counts.
    const policy = POLICY.replace(needed, needed.replace("'self'", "'none'").replace(/^'.*/, ''));
    const url = await open(context, { ...BOTH, 'Content-Security-Policy': policy });
    const page = await visit(context, url);
    await assert.rejects(page.evaluate(tryTasks), /could not (start|be loaded)/);
  });
}

/** In a page: what a Python program gives there. */
async function tryPython(place, program) {
  const { boot } = await import('/tests/pyodide/harness/boot.js');
  const pyodide = await boot({ base: location.href, ...place });
  return pyodide.runPythonAsync(program);
}

const PROGRAM = `
import backlit
await backlit.run(abs, -42)
`;

const WITH_ASSETS = `
import backlit
try:
    await backlit.start()
except RuntimeError as error:
    problem = str(error)
from js import location
await backlit.start(asset_url=f"{location.href}pyodide/backlit/assets")
f"{await backlit.run(abs, -42)} {problem}"
`;

for (const [policy, program, expected] of [
  [FOR_PYTHON, PROGRAM, /^42$/],
  [FOR_PYTHON_WITH_ASSETS, WITH_ASSETS, /^42 .*`worker-src blob:`.*asset_url/],
]) {
  test(`Python runs with ${policy}`, async (context) => {
    const loading = "default-src 'none'; img-src data:; connect-src 'self';";
    const headers = { ...BOTH, 'Content-Security-Policy': `${loading} ${policy}` };
    const page = await visit(context, await open(context, headers));
    const place = { folder: pyodides['314.0.7'], wheels: [wheel()] };
    assert.match(String(await page.evaluate(tryPython, place, program)), expected);
  });
}

for (const [allow, executor] of Object.entries({
  'cross-origin-isolated': 'worker',
  '': 'local',
})) {
  test(`a frame of another origin with allow="${allow}" has the executor ${executor}`, async (context) => {
    const inner = await open(context, { ...EMBEDDER, ...CROSS_ORIGIN });
    const outer = await open(context, BOTH, `<iframe src="${inner}" allow="${allow}"></iframe>`);
    const page = await visit(context, outer);
    const frame = await page.waitForFrame(inner);
    assert.deepEqual(await frame.evaluate(tryTasks), [executor, 1, 42]);
  });
}

test('a frame in a page that is not isolated has no threads', async (context) => {
  const inner = await open(context, { ...BOTH, ...CROSS_ORIGIN });
  const outer = await open(
    context,
    {},
    `<iframe src="${inner}" allow="cross-origin-isolated"></iframe>`,
  );
  const page = await visit(context, outer);
  const frame = await page.waitForFrame(inner);
  const [executor] = await frame.evaluate(tryTasks);
  assert.equal(executor, 'local');
});
