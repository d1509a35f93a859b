/**
 * `import backlit from 'backlit/esbuild'`: what esbuild needs.
 *
 * @module backlit/esbuild
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { importModuleUrls, isDependency, namesItself } from './module-urls.js';

/** Modules that give the address of a file. */
const ADDRESS = 'backlit-address';

/** The files themselves, as esbuild's loader 'file' makes them: modules bundled, others as they are. */
const FILE = 'backlit-file';

/**
 * A plugin for esbuild: put `backlit()` into `plugins` of its options.
 * @returns {import('esbuild').Plugin}
 */
export default function backlit() {
  return plugin([]);
}

/**
 * @param {string[]} within the modules that are being bundled, from the outermost on
 * @returns {import('esbuild').Plugin}
 */
function plugin(within) {
  return {
    name: 'backlit',
    setup(build) {
      const { initialOptions: options } = build;
      if (options.format !== 'esm') {
        throw new Error(
          `backlit: format is ${JSON.stringify(options.format)}, and import.meta.url is for modules only: make it 'esm'`,
        );
      }
      /** What the modules' bundles load in their turn. @type {Map<string, import('esbuild').OutputFile>} */
      const others = new Map();

      build.onLoad({ filter: /\.[cm]?[jt]sx?$/, namespace: 'file' }, async ({ path }) => {
        if (isDependency(path)) return undefined;
        const code = await readFile(path, 'utf8');
        const contents = importModuleUrls(code, (each) => `${ADDRESS}:${each}`);
        return contents ? { contents, loader: 'default' } : undefined;
      });

      build.onResolve({ filter: new RegExp(`^${ADDRESS}:`) }, async (request) => {
        const { kind, importer, resolveDir } = request;
        const file = request.path.slice(ADDRESS.length + 1);
        const { path, errors } = await build.resolve(file, { kind, importer, resolveDir });
        return { path, errors, namespace: ADDRESS };
      });
      build.onLoad({ filter: /^/, namespace: ADDRESS }, ({ path }) => ({
        contents: `import path from ${JSON.stringify(`${FILE}:${path}`)};
          export default new URL(path, import.meta.url).href;`,
      }));

      build.onResolve({ filter: new RegExp(`^${FILE}:`) }, ({ path }) => {
        const file = path.slice(FILE.length + 1);
        // What the bundle is called after.
        const name = file.replace(/\.[cm]?[jt]sx?$/, '.js');
        return { path: name, namespace: FILE, pluginData: file };
      });
      build.onLoad({ filter: /^/, namespace: FILE }, async ({ pluginData: file }) => {
        if (file.endsWith('.wasm')) return { contents: await readFile(file), loader: 'file' };
        if (within.includes(file)) throw namesItself(file);
        return bundle(build, file, [...within, file], others).catch(({ errors }) => ({
          errors,
          watchFiles: [file],
        }));
      });

      build.onEnd(async (result) => {
        for (const [path, output] of others) {
          if (options.write === false) {
            result.outputFiles?.push(output);
          } else {
            await mkdir(dirname(path), { recursive: true });
            await writeFile(path, output.contents);
          }
        }
      });
    },
  };
}

/**
 * Bundles a module with the application's own options.
 * @param {import('esbuild').PluginBuild} build
 * @param {string} file
 * @param {string[]} within
 * @param {Map<string, import('esbuild').OutputFile>} others gets what else is made
 * @returns {Promise<import('esbuild').OnLoadResult>}
 */
async function bundle({ esbuild, initialOptions: options }, file, within, others) {
  const folder = options.absWorkingDir ?? process.cwd();
  const result = await esbuild.build({
    ...options,
    entryPoints: [file],
    stdin: undefined,
    outfile: undefined,
    outdir: options.outdir ?? dirname(options.outfile ?? ''),
    outbase: undefined,
    // Beside the place where the bundle will be: what it loads has a path from there.
    entryNames: options.assetNames ?? '[name]-[hash]',
    outExtension: undefined,
    splitting: false,
    sourcemap: options.sourcemap && 'inline',
    plugins: options.plugins?.map((each) => (each.name === 'backlit' ? plugin(within) : each)),
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const { inputs, outputs } = result.metafile;
  const entry = Object.keys(outputs).find((name) => outputs[name]?.entryPoint) ?? '';
  let contents;
  for (const output of result.outputFiles) {
    if (output.path === resolve(folder, entry)) contents = output.contents;
    else others.set(output.path, output);
  }
  return {
    contents,
    loader: 'file',
    warnings: result.warnings,
    watchFiles: Object.keys(inputs)
      .filter((name) => !name.startsWith('backlit-'))
      .map((name) => resolve(folder, name)),
  };
}
