/** Applications as users write them, each with jobs that import a package: tests/consumers/<name>/. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { promisify, stripVTControlCharacters } from 'node:util';
import { buildTypes } from '../../scripts/build.js';
import { serve } from '../../scripts/serve.js';
import { compileTypes } from '../js/installed.js';
import { installConsumers } from './install.js';
import { openPage } from './open-page.js';

const execute = promisify(execFile);

const outcome = ['2 hours', [3_600_000, 1_800_000], '3 days'];

await buildTypes();
const folder = await installConsumers({ after });

/** Runs a script of an application, or of what it depends on. */
const node = (name, ...list) => execute(process.execPath, list, { cwd: join(folder, name) });
const vite = join(folder, 'node_modules/vite/bin/vite.js');

/**
 * Starts one of Vite's servers.
 * @returns {Promise<{ url: string, lines: string[] }>} the address that it prints, and all that it does
 */
async function startVite(context, ...list) {
  const child = spawn(process.execPath, [vite, ...list], { cwd: join(folder, 'vite') });
  context.after(async () => {
    if (child.kill()) await once(child, 'exit');
  });
  const lines = [];
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`vite ${list.join(' ')} ended`)));
    // To its end: a server that can print no more dies.
    createInterface(child.stdout).on('line', (line) => {
      lines.push(stripVTControlCharacters(line));
      const [url] = lines.at(-1).match(/http:\S+/) ?? [];
      if (url) resolve({ url, lines });
    });
  });
}

async function served(context, path = '') {
  const { url, close } = await serve({ root: join(folder, path) });
  context.after(close);
  return url;
}

test("Vite's build, served below a path, runs jobs written in TypeScript", async (context) => {
  await node('vite', vite, 'build');
  const { url } = await startVite(context, 'preview', '--port', '0');
  assert.deepEqual(await openPage(context, url), [...outcome, true]);
});

test("Vite's dev server runs them, without a reload when it starts first", async (context) => {
  const { url, lines } = await startVite(context, 'dev', '--port', '0');
  assert.deepEqual(await openPage(context, url), [...outcome, true]);
  assert.doesNotMatch(lines.join('\n'), /reload/);
});

test("webpack's build runs jobs", async (context) => {
  await node('webpack', 'build.js');
  assert.deepEqual(await openPage(context, await served(context, 'webpack')), outcome);
});

test("esbuild's build runs jobs written in TypeScript", async (context) => {
  await node('esbuild', 'build.js');
  assert.deepEqual(await openPage(context, await served(context, 'esbuild')), outcome);
});

test('a page without a bundler runs jobs', async (context) => {
  const url = new URL('plain/', await served(context)).href;
  assert.deepEqual(await openPage(context, url), [
    ['firstName', 'lastName'],
    [1, 2],
  ]);
});

test('a program in TypeScript, with the modules of Node 16, is compiled and runs jobs', async () => {
  assert.equal(await compileTypes(join(folder, 'node16'), ['--project', '.']), '');
  const { stdout } = await node('node16', 'out/main.js');
  assert.deepEqual(JSON.parse(stdout), ['2 hours', [3_600_000, 5_400_000]]);
});

for (const name of ['vite', 'esbuild']) {
  test(`the application for ${name} has the right types, as bundlers resolve modules`, async () => {
    assert.equal(await compileTypes(join(folder, name), ['--project', '.']), '');
  });
}
