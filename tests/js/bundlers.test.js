/** What the bundlers' plugins do with an application's code. That it runs then: tests/consumers. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import esbuildPlugin from '../../js/bundlers/esbuild.js';
import { importModuleUrls } from '../../js/bundlers/module-urls.js';
import vitePlugin from '../../js/bundlers/vite.js';

const imported = (code) => importModuleUrls(code, (path) => `address-of:${path}`);

test('the address of each jobs module is imported, and no line moves', () => {
  const code = `const a = remote(new URL('./a.js', import.meta.url));
const b = backlit.remote(
  new URL("../b.ts", import.meta.url,),
);
`;
  const expected = `const a = remote(new URL(backlitAddress0));
const b = backlit.remote(
  new URL(backlitAddress1),
);

import backlitAddress0 from "address-of:./a.js";
import backlitAddress1 from "address-of:../b.ts";
`;
  assert.equal(imported(code), expected);
});

test('in TypeScript too, where the type of the module is said', () => {
  const code = `remote<typeof import('./a.js')>(new URL('./a.js', import.meta.url))`;
  assert.match(
    imported(code),
    /^remote<typeof import\('\.\/a\.js'\)>\(new URL\(backlitAddress0\)\)/,
  );
});

for (const [what, code] of Object.entries({
  'a URL of anything else': "fetch(new URL('./a.json', import.meta.url))",
  'a comment': "// remote(new URL('./a.js', import.meta.url))",
  'a longer comment': "/*\n remote(new URL('./a.js', import.meta.url))\n*/",
  'a text': `"remote(new URL('./a.js', import.meta.url))"`,
  'an address that is no path': "remote(new URL('https://example.org/a.js', import.meta.url))",
  'a path that is made at run time': 'remote(new URL(`./${name}.js`, import.meta.url))',
})) {
  test(`${what} is left alone`, () => assert.equal(imported(code), undefined));
}

/** Bundles files with esbuild; `main.js` is the first. */
async function bundle(context, files, options = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'backlit-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, code] of Object.entries(files)) await writeFile(join(folder, name), code);
  return build({
    absWorkingDir: folder,
    entryPoints: ['main.js'],
    bundle: true,
    format: 'esm',
    outdir: 'out',
    write: false,
    logLevel: 'silent',
    plugins: [esbuildPlugin()],
    ...options,
  });
}

const remote = (path) => `remote(new URL('${path}', import.meta.url));\n`;

test('esbuild: what a jobs module loads is made too, and found from where the module is', async (context) => {
  const { outputFiles } = await bundle(
    context,
    {
      'main.js': remote('./jobs.js'),
      'jobs.js': "export { default } from './a.txt';",
      'a.txt': 'A',
    },
    { loader: { '.txt': 'file' }, assetNames: 'files/[name]' },
  );
  const names = outputFiles.map(({ path }) => path.split('/out/')[1]);
  assert.deepEqual(names.sort(), ['files/a.txt', 'files/jobs.js', 'main.js']);
  const { text } = outputFiles.find(({ path }) => path.endsWith('jobs.js'));
  assert.match(text, /"\.\/a\.txt"/);
});

test('esbuild: a jobs module that is not there is named, with its place', async (context) => {
  await assert.rejects(bundle(context, { 'main.js': remote('./absent.js') }), /\.\/absent\.js/);
});

test('esbuild: a mistake in a jobs module is shown where it is', async (context) => {
  const files = { 'main.js': remote('./jobs.js'), 'jobs.js': 'export function () {}' };
  await assert.rejects(bundle(context, files), /jobs\.js:1:16: ERROR/);
});

test('esbuild: a jobs module that names itself is refused', async (context) => {
  const files = {
    'main.js': remote('./jobs.js'),
    'jobs.js': remote('./more.js'),
    'more.js': remote('./jobs.js'),
  };
  await assert.rejects(bundle(context, files), /jobs\.js is named by remote\(\) in itself/);
});

test('a format without import.meta is refused, with the remedy', async (context) => {
  const iife = bundle(context, { 'main.js': '' }, { format: 'iife' });
  await assert.rejects(iife, /format is "iife".*make it 'esm'/);
  const worker = { format: 'iife' };
  assert.throws(() => vitePlugin().config({ worker }), /worker\.format is 'iife'.*make it 'es'/);
});
