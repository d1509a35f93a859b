/** What a page downloads of backlit: the shipped files, minified as they are and compressed. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { atMost, row } from './measure.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * A file and all that it imports statically, each once.
 * @param {string} file
 * @param {Map<string, Buffer>} found by path
 */
function collect(file, found) {
  if (found.has(file)) return;
  const code = readFileSync(file);
  found.set(file, code);
  for (const [, path] of code
    .toString()
    .matchAll(/\b(?:from|import)\s*["'](\.{1,2}\/[^"']+)["']/g)) {
    collect(join(dirname(file), path), found);
  }
}

/** The client as an application's bundler would make it. */
async function bundleClient() {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'js/index.js')],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  return Buffer.from(outputFiles[0].contents);
}

export async function download() {
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  collect(join(ROOT, 'dist/worker.js'), files);
  const client = join(ROOT, 'dist/index.js');
  if (existsSync(client)) collect(client, files);
  else files.set(join(ROOT, 'client, bundled'), await bundleClient());
  files.set(join(ROOT, 'dist/backlit.wasm'), readFileSync(join(ROOT, 'dist/backlit.wasm')));

  const sizes = [...files].map(([path, content]) => ({
    path: relative(ROOT, path),
    kilobytes: gzipSync(content, { level: 9 }).length / 1000,
  }));
  const sum = sizes.reduce((total, { kilobytes }) => total + kilobytes, 0);
  return [
    row('what a page downloads, gzip -9', 'kB', sum, null, atMost(40)),
    ...sizes.map(({ path, kilobytes }) => row(`of it ${path}`, 'kB', kilobytes)),
  ];
}
