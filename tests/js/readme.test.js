/** README.md and docs/dependencies.md are complete. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { quotes, withQuotes } from '../../bench/quotes.js';
import * as backlit from '../../js/index.js';
import * as task from '../../js/task.js';
import { root } from './installed.js';

const readme = await readFile(join(root, 'README.md'), 'utf8');

test('README names everything that the package exports, and what diagnose() says', () => {
  const names = [...Object.keys(backlit), ...Object.keys(task), ...Object.keys(backlit.diagnose())];
  const missing = names.filter((name) => !new RegExp(`\\b${name}\\b`).test(readme));
  assert.deepEqual(missing, []);
});

test('README names every member of a task', () => {
  const members = Object.getOwnPropertyNames(backlit.Task.prototype);
  const missing = members.filter((name) => !readme.includes(`\`${name}`));
  assert.deepEqual(missing, ['constructor']);
});

test('README quotes bench/results.json, and nothing else', async () => {
  const results = JSON.parse(await readFile(join(root, 'bench/results.json'), 'utf8'));
  assert.equal(readme, withQuotes(readme, quotes(results)));
});

test('docs/dependencies.md names every dependency with its version', async () => {
  const text = await readFile(join(root, 'docs/dependencies.md'), 'utf8');
  const packages = ['package.json', 'bench/package.json', 'docs/package.json'].map(async (file) => {
    const { dependencies, devDependencies } = JSON.parse(await readFile(join(root, file), 'utf8'));
    return Object.entries({ ...dependencies, ...devDependencies });
  });
  const vendored = await readFile(join(root, 'pyodide/requirements/vendor.txt'), 'utf8');
  const inTheWheel = [...vendored.matchAll(/^(.+)==(.+)$/gm)].map(([, ...pair]) => pair);
  for (const [name, wanted] of [...(await Promise.all(packages)).flat(), ...inTheWheel]) {
    const version = wanted.replace(/^npm:.*@/, '');
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    const isNamed = rows.some((row) => row.includes(`\`${name}\``) && row.includes(version));
    assert.ok(isNamed, `${name} ${version}`);
  }
});
