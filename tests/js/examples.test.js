/**
 * The examples of README.md and the guides, run in an application that has the package installed.
 *
 * A code block whose first line is a comment with a file's name (`// jobs.js`) is that file, together
 * with the others between the same two headings. `main.js` and `page.js` are run, and print what the
 * `text` block there says; of a page, that is its title at the end. `main.ts` is compiled, and so is
 * the C of a CMakeLists.txt.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { buildTypes } from '../../scripts/build.js';
import { toolchain } from '../../scripts/toolchain.js';
import { applicationFolder, compileTypes, root } from './installed.js';

const execute = promisify(execFile);
const fast = process.env.BACKLIT_TEST_FAST === '1';

const guides = (await readdir(join(root, 'docs/guides'))).map((name) => `docs/guides/${name}`);

/** The named files and the expected output of each section that has any. */
async function examplesIn(page) {
  const markdown = await readFile(join(root, page), 'utf8');
  /** @type {{ title: string, files: Map<string, string>, output: string }[]} */
  const examples = [];
  const parts = /^#+ (?<title>[^\n]*)$|^```(?<language>\w+)\n(?<code>.*?)^```$/gms;
  for (const { groups } of markdown.matchAll(parts)) {
    const { title, language, code } = groups;
    if (title) examples.push({ title: `${page}, ${title}`, files: new Map(), output: '' });
    const name = code?.match(/^(?:\/\/|#) ([\w.]+)\n/)?.[1];
    if (name?.endsWith('.py')) continue; // tests/pyodide runs it
    if (name) examples.at(-1).files.set(name, code);
    if (language === 'text') examples.at(-1).output += code;
  }
  return examples.filter(({ files }) => files.size > 0);
}

const examples = (await Promise.all(['README.md', ...guides].map(examplesIn))).flat();

/** Node gives it to worker threads as well, which are no pages. */
const pageShim = `
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  globalThis.requestAnimationFrame = (callback) => setTimeout(callback, 1);
  globalThis.document = { title: '' };
  process.on('exit', () => console.log(document.title));
}
`;

const tsconfig = {
  compilerOptions: { strict: true, noEmit: true, module: 'nodenext', types: [] },
};

await buildTypes();
const application = await applicationFolder({ after });
await writeFile(join(application, 'page-shim.js'), pageShim);

/** @param {Map<string, string>} files */
async function write(title, files) {
  const folder = join(application, title.replace(/\W+/g, '-'));
  await mkdir(folder);
  for (const [name, code] of files) await writeFile(join(folder, name), code);
  return folder;
}

/** What a program prints that ends by itself. */
async function outputOf(folder, name) {
  const shim = pathToFileURL(join(application, 'page-shim.js')).href;
  const options = name === 'page.js' ? ['--import', shim] : [];
  const { stdout, stderr } = await execute(process.execPath, [...options, name], {
    cwd: folder,
    timeout: 60_000,
  });
  assert.equal(stderr, '');
  return stdout;
}

/** Builds what a CMakeLists.txt says, as the guide tells. */
async function buildKernels(folder) {
  const { env } = await toolchain();
  const settings = { cwd: folder, env: { ...process.env, ...env } };
  const cmake = ['cmake', '-B', 'build', '-DCMAKE_BUILD_TYPE=Release'];
  await execute('emcmake', cmake, settings);
  await execute('cmake', ['--build', 'build'], settings);
}

for (const { title, files, output } of examples) {
  const skip = fast && files.has('CMakeLists.txt');
  test(`${title}: the example does what it says`, { skip }, async () => {
    // The C project finds the package beside itself.
    const script = files.get('CMakeLists.txt');
    if (script) files.set('CMakeLists.txt', script.replace('node_modules', '../$&'));
    const folder = await write(title, files);
    if (script) await buildKernels(folder);
    if (files.has('main.ts')) {
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
      assert.equal(await compileTypes(folder, ['--project', '.']), '');
    }
    for (const name of ['main.js', 'page.js']) {
      if (files.has(name)) assert.equal(await outputOf(folder, name), output);
    }
  });
}

test('there are examples of all kinds', () => {
  const names = examples.flatMap(({ files }) => [...files.keys()]);
  for (const name of ['main.js', 'page.js', 'main.ts', 'kernels.c'])
    assert.ok(names.includes(name));
});
