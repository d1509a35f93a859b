/** Bundles the comparison for a page: the peers are npm packages, which a browser finds only so. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const bench = fileURLToPath(new URL('..', import.meta.url));
const NODE_ONLY = ['piscina.js', 'poolifier.js', 'tinypool.js'];

/** Its package gives bundlers the one for servers; its manual names this one. */
const poolifierForBrowsers = fileURLToPath(
  new URL('../../node_modules/poolifier-web-worker/browser/mod.js', import.meta.url),
);

/** backlit itself is loaded as it is shipped. @type {import('esbuild').Plugin} */
const backlitAsShipped = {
  name: 'backlit as shipped',
  setup({ onResolve }) {
    onResolve({ filter: /^(\.\.\/)+dist\/index\.js$/ }, () => ({
      path: '/dist/index.js',
      external: true,
    }));
  },
};

const options = /** @type {import('esbuild').BuildOptions} */ ({
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  // poolifier-web-worker 0.5.15 takes only what has a `window` for a browser, and its workers have none.
  define: { 'globalThis.window': 'globalThis' },
  alias: { 'poolifier-web-worker': poolifierForBrowsers },
  external: [
    'comlink/dist/esm/node-adapter.mjs',
    'node:*',
    'child_process',
    'os',
    'worker_threads',
  ],
  plugins: [backlitAsShipped],
  logLevel: 'warning',
});

/** Every adapter and every worker script stays a file of its own, where it looks for the other. */
export function buildForPage() {
  const scripts = ['peers', 'workers'].flatMap((folder) =>
    readdirSync(`${here}${folder}`)
      .filter((name) => !NODE_ONLY.includes(name))
      .map((name) => `${here}${folder}/${name}`),
  );
  return build({
    ...options,
    entryPoints: [`${here}page.js`, `${here}jobs.js`, ...scripts],
    splitting: true,
    outbase: bench,
    outdir: fileURLToPath(new URL('../../build/bench', import.meta.url)),
  });
}

/**
 * What a page loads of a peer: a bundle for itself, and one for its workers.
 * @param {string} peer
 * @returns {Promise<Uint8Array[]>}
 */
export async function bundlesOf(peer) {
  const { outputFiles } = await build({
    ...options,
    entryPoints: [`${here}peers/${peer}.js`, `${here}workers/${peer}.js`],
    outbase: here,
    outdir: 'nowhere',
    write: false,
  });
  return outputFiles.map(({ contents }) => contents);
}
