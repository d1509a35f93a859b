/** The documentation's site is built, is complete, and its snippets for servers say what they should. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { transform } from 'esbuild';
import * as backlit from '../js/index.js';
import * as task from '../js/task.js';
import { buildDocs } from './docs.js';
import { python } from './python.js';
import { root, run } from './shell.js';

const site = join(root, 'build/site');
const deployment = readFileSync(join(root, 'docs/guides/deployment.md'), 'utf8');

// A broken link, or a public name of js/ without a description, is a warning.
test('the site is built without a warning', () => buildDocs());

/**
 * What a pattern's group finds in a page.
 * @param {string} page
 * @param {RegExp} pattern
 */
function found(page, pattern) {
  const html = readFileSync(join(site, page, 'index.html'), 'utf8');
  return new Set([...html.matchAll(pattern)].map(([, name]) => name));
}

test('the reference has all that the JavaScript package exports', () => {
  const pages = { backlit, 'backlit.task': task };
  for (const [page, exports] of Object.entries(pages)) {
    const headings = found(`docs/api/javascript/${page}`, /<h3 id="[^"]+">(\w+)/g);
    const missing = Object.keys(exports).filter((name) => !headings.has(name));
    assert.deepEqual(missing, [], page);
  }
});

test('the reference has all that the Python package exports', async () => {
  const pages = { backlit: 'python', 'backlit.streamlit': 'streamlit' };
  for (const [name, page] of Object.entries(pages)) {
    const where = `f"{getattr(${name}, each).__module__}.{each}"`;
    const program = `import ${name}; print(*(${where} for each in ${name}.__all__))`;
    const printed = await run(python, ['-c', program], { cwd: join(root, 'pyodide') });
    const ids = found(`docs/api/${page}`, /\bid="([^"]+)"/g);
    const missing = printed
      .trim()
      .split(' ')
      .filter((each) => !ids.has(each));
    assert.deepEqual(missing, [], name);
  }
});

test('the site loads nothing from elsewhere', () => {
  const names = readdirSync(site, { recursive: true }).map(String);
  const pages = names.filter((name) => name.endsWith('.html'));
  assert.ok(pages.length > 10);
  for (const name of pages) {
    const html = readFileSync(join(site, name), 'utf8');
    const tags = html.match(/<(?:script|img|link rel="(?:stylesheet|preconnect)")[^>]*/g) ?? [];
    assert.ok(tags.length > 0, name);
    for (const tag of tags) assert.doesNotMatch(tag, /(?:src|href)="?(?:https?:)?\/\//, name);
  }
});

/** The code below each heading of the chapter about servers. */
function serverSnippets() {
  const [, chapter] = deployment.match(/^## Servers and hosts\n(.*?)^## /ms) ?? [];
  return chapter.split(/^### /m).flatMap((section) => {
    const [host] = section.split('\n');
    const blocks = section.matchAll(/^```(\w+)[^\n]*\n(.*?)^```/gms);
    return [...blocks].map(([, language, code]) => ({ host, language, code }));
  });
}

test('each server is told to send both headers', () => {
  const snippets = serverSnippets();
  const hosts = snippets.map(({ host }) => host);
  assert.deepEqual(hosts, [
    'nginx',
    'Apache',
    'Caddy',
    'Netlify and Cloudflare Pages',
    'Vercel',
    'Firebase Hosting',
    'Express',
    "Vite's servers",
  ]);
  for (const { host, code } of snippets) {
    const words = code.replace(/"value"|["':,]/g, ' ');
    assert.match(words, /Cross-Origin-Opener-Policy\s+same-origin\b/, host);
    assert.match(words, /Cross-Origin-Embedder-Policy\s+require-corp\b/, host);
  }
});

test('the snippets in JSON and JavaScript can be read', async () => {
  const snippets = [...deployment.matchAll(/^```(json|js)\b[^\n]*\n(.*?)^```/gms)];
  assert.ok(snippets.length > 5);
  for (const [, language, code] of snippets) {
    if (language === 'json') JSON.parse(code);
    else await transform(code, { format: 'esm' });
  }
});
