/**
 * `import backlit from 'backlit/vite'`: what Vite's builds and its dev server need.
 *
 * @module backlit/vite
 */
import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importModuleUrls, isDependency, marked, namesItself } from './module-urls.js';

/** In the dev server, the package's own files are served below this path as they are. */
const FOLDER = '@backlit/';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url)).replaceAll('\\', '/');

const ISOLATION_HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * A plugin for Vite: put `backlit()` into `plugins` in vite.config.js.
 * @returns {Record<'name', string> & Record<string, string | ((...list: any[]) => any)>}
 */
export default function backlit() {
  /** Files of modules for workers. @type {Set<string>} */
  const modules = new Set();
  /** @type {any} */
  let config;

  const addresses = {
    name: 'backlit:addresses',

    /** @param {string} code */
    transform(code) {
      const changed = importModuleUrls(code, marked);
      return changed && { code: changed, map: null };
    },

    /** @this {any} @param {string} id */
    load(id) {
      if (!id.endsWith('?backlit')) return undefined;
      const file = id.replace('?backlit', '');
      if (this.environment?.config.bundleChain?.includes(file)) throw namesItself(file);
      modules.add(file);
      const isServed = config.command === 'serve' && file === `${dist}worker.js`;
      const source = isServed
        ? `const url = ${JSON.stringify(`${config.base}${FOLDER}worker.js`)};`
        : `import url from ${JSON.stringify(`${file}?worker&url`)};`;
      return `${source} export default new URL(url, import.meta.url).href;`;
    },
  };

  return {
    ...addresses,
    name: 'backlit',

    // On a server, files are loaded from where they are.
    applyToEnvironment: ({ config: { consumer } }) => consumer === 'client',

    config({ server, preview, worker }) {
      if (worker?.format === 'iife') {
        throw new Error("backlit: worker.format is 'iife', and jobs modules export: make it 'es'");
      }
      return {
        // A page's workers may be clients too.
        worker: { format: 'es', plugins: () => [addresses, keepExports(modules)] },
        optimizeDeps: {
          // Made into one file, it would no longer be beside the files that it loads.
          exclude: ['backlit'],
          rolldownOptions: { plugins: [findDependencies] },
        },
        server: { headers: { ...ISOLATION_HEADERS, ...server?.headers } },
        preview: { headers: { ...ISOLATION_HEADERS, ...preview?.headers } },
      };
    },

    configResolved(resolved) {
      config = resolved;
    },

    configureServer({ middlewares }) {
      for (const name of ['worker.js', 'shared.js', 'cron.js']) {
        /** @param {any} _ @param {import('node:http').ServerResponse} response */
        const serve = (_, response) => {
          response.writeHead(200, { ...config.server.headers, 'Content-Type': 'text/javascript' });
          createReadStream(dist + name).pipe(response);
        };
        middlewares.use(config.base + FOLDER + name, serve);
      }
    },
  };
}

/** Lets the dev server find what jobs modules import before it starts: else it reloads the page later. */
const findDependencies = {
  name: 'backlit:dependencies',
  /** @param {string} code @param {string} id */
  transform: (code, id) => (isDependency(id) ? undefined : importModuleUrls(code, (path) => path)),
};

/**
 * Vite drops what a worker's module exports, which jobs modules are there for.
 * @param {Set<string>} modules
 */
function keepExports(modules) {
  return {
    name: 'backlit:exports',
    /** @param {any} options */
    options(options) {
      if (modules.has(options.input)) return { ...options, preserveEntrySignatures: 'strict' };
    },
  };
}
