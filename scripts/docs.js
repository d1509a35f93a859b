/** Builds the documentation's site into build/site: `npm run docs`. */
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from './build.js';
import { python } from './python.js';
import { setup } from './setup.js';
import { isMain, root, run, runMain, say } from './shell.js';

/** The pages, at the paths that they have in the repository, so that their links are right in both. */
const pages = join(root, 'build/docs');

const copied = ['CHANGELOG.md', 'bench/results.md', 'pyodide/README.md', 'docs'];

export async function buildDocs() {
  rmSync(pages, { recursive: true, force: true });
  const filter = (/** @type {string} */ path) => !path.includes('node_modules');
  for (const name of copied)
    cpSync(join(root, name), join(pages, name), { recursive: true, filter });
  splitReadme();
  const docs = join(root, 'docs');
  await run('node', [join(docs, 'node_modules/typedoc/bin/typedoc')], { cwd: docs });
  const mkdocs = ['-m', 'mkdocs', 'build', '--strict', '--config-file', 'docs/mkdocs.yml'];
  await run(python, mkdocs, { env: { NO_MKDOCS_2_WARNING: '1' } });
}

/**
 * README.md is two pages: what stands before and after its guide, and the guide. Links to its sections
 * lead to the guide, where those are.
 */
function splitReadme() {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [before, guide, after] = readme.split(/^(?=## Guide$|## Version )/m);
  write('README.md', `${before}${after}`.replaceAll('](#', '](javascript.md#'));
  const title = '# backlit for JavaScript';
  write('javascript.md', guide.replace('## Guide', title).replaceAll(/^###/gm, '##'));
  for (const name of readdirSync(pages, { recursive: true }).map(String)) {
    if (!name.endsWith('.md')) continue;
    const text = readFileSync(join(pages, name), 'utf8');
    write(name, text.replaceAll(/(?<=\]\((?:\.\.\/)+)README\.md(?=#)/g, 'javascript.md'));
  }
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
