/** A loader for webpack: in place of the module comes the address of its bundle, an ES module of its own. */

import { namesItself } from '../module-urls.js';

/** @this {any} */
export function pitch() {
  const done = this.async();
  bundle(this).then((name) => {
    const path = `__webpack_public_path__ + ${JSON.stringify(name)}`;
    done(null, `export default new URL(${path}, __webpack_base_uri__).href;`);
  }, done);
}

/**
 * @param {any} loader the context of the loader
 * @returns {Promise<string>} the bundle's name among what webpack emits
 */
async function bundle(loader) {
  const child = createCompiler(loader);
  const { chunks, compilation } = await compile(child);
  if (compilation.errors.length > 0) throw compilation.errors[0];
  for (const kind of ['file', 'context', 'missing', 'build']) {
    const add = `add${kind === 'file' ? '' : kind[0].toUpperCase() + kind.slice(1)}Dependency`;
    for (const path of compilation[`${kind}Dependencies`]) loader[add](path);
  }
  // With this module they come from webpack's cache too.
  for (const { name, source, info } of compilation.getAssets()) {
    loader.emitFile(name, source.buffer(), undefined, info);
  }
  return [...chunks[0].files][0];
}

/** @param {any} loader */
function createCompiler({ _compiler: parent, _compilation, context, resourcePath }) {
  const { EntryPlugin, javascript, library, optimize } = parent.webpack;
  const name = `backlit ${resourcePath}`;
  for (let each = parent; each; each = each.parentCompilation?.compiler) {
    if (each.name === name) throw namesItself(resourcePath);
  }
  const child = _compilation.createChildCompiler(name, {
    filename: '[name].[contenthash].js',
    module: true,
    scriptType: 'module',
    iife: false,
    library: { type: 'module' },
    chunkFormat: 'module',
    chunkLoading: 'import',
  });
  new library.EnableLibraryPlugin('module').apply(child);
  new javascript.EnableChunkLoadingPlugin('import').apply(child);
  // What the module imports later is in the same file: what would load another one is not there.
  new optimize.LimitChunkCountPlugin({ maxChunks: 1 }).apply(child);
  const [entry] = resourcePath.split(/[\\/]/).at(-1).split('.');
  new EntryPlugin(context, resourcePath, { name: entry }).apply(child);
  return child;
}

/**
 * @param {any} compiler
 * @returns {Promise<{ chunks: any[], compilation: any }>}
 */
function compile(compiler) {
  return new Promise((resolve, reject) => {
    /** @param {any[]} outcome */
    const settle = (...[error, chunks, compilation]) =>
      error ? reject(error) : resolve({ chunks, compilation });
    compiler.runAsChild(settle);
  });
}
