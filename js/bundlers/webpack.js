/**
 * `import backlit from 'backlit/webpack'`: what webpack 5 needs.
 *
 * @module backlit/webpack
 */
import { fileURLToPath } from 'node:url';
import { isDependency } from './module-urls.js';

/** @param {string} name */
const loader = (name) => fileURLToPath(new URL(`webpack/${name}.js`, import.meta.url));

/**
 * A plugin for webpack: put `backlit()` into `plugins` in webpack.config.js.
 * @returns {Record<'apply', (compiler: any) => void>}
 */
export default function backlit() {
  return {
    /** @param {any} compiler */
    apply(compiler) {
      compiler.options.module.rules.push(
        {
          test: /\.[cm]?[jt]sx?$/,
          exclude: isDependency,
          // After all other loaders: a type checker among them would not know the imports that it adds.
          enforce: 'post',
          loader: loader('import-module-urls'),
        },
        { resourceQuery: /^\?backlit$/, enforce: 'post', loader: loader('bundle-module') },
      );
    },
  };
}
