/** Builds the documentation's site into build/site: `npm run docs`. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from './build.js';
import { python } from './python.js';
import { setup } from './setup.js';
import { isMain, root, run, runMain, say } from './shell.js';

/** The pages, at the paths that they have in the repository, so that their links are right in both. */
const pages = join(root, 'build/docs');

const copied = ['CHANGELOG.md', 'pyodide/README.md', 'docs'];

export async function buildDocs() {
  rmSync(pages, { recursive: true, force: true });
  const filter = (/** @type {string} */ path) => !path.includes('node_modules');
  for (const name of copied) cpSync(join(root, name), join(pages, name), { recursive: true, filter });
  for (const [name, text] of Object.entries(readmePages())) write(name, text);
  await run('node', [join(root, 'docs/node_modules/typedoc/bin/typedoc')], { cwd: join(root, 'docs') });
  const mkdocs = ['-m', 'mkdocs', '--quiet', 'build', '--strict', '--config-file', 'docs/mkdocs.yml'];
  await run(python, mkdocs);
}

/**
 * README.md is two pages: what stands before and after its guide, and the guide. Links that lead from one
 * to the other get the name of its page.
 */
function readmePages() {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [before, guide, after] = readme.split(/^(?=## Guide$|## Version )/m);
  return {
    'README.md': `${before}${after}`.replaceAll('](#', '](javascript.md#'),
    'javascript.md': guide.replace('## Guide', '# backlit for JavaScript'),
  };
}

/**
 * @param {string} name
 * @param {string} text
 */
function write(name, text) {
  mkdirSync(dirname(join(pages, name)), { recursive: true });
  writeFileSync(join(pages, name), text);
}

if (isMain(import.meta.url)) {
  runMain(async () => {
    await setup('test');
    await build();
    await buildDocs();
    say('built build/site: node scripts/serve.js build/site');
  });
}
