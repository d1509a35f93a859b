/** Builds everything that the package ships: the WebAssembly module, the worker's bundle and the types. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { cmakeBuild } from './cmake.js';
import { generate } from './generate.js';
import { isMain, root, run, runMain, say } from './shell.js';
import { setup } from './setup.js';

export async function build() {
  say('building …');
  generate();
  await cmakeBuild('wasm');
  shipModule();
  await bundleWorker();
}

/** The module goes to dist/, the JavaScript that emcc wrote for it to js/generated/, where js/worker/ imports it. */
function shipModule() {
  mkdirSync(join(root, 'dist'), { recursive: true });
  copyIfChanged('build/wasm/backlit.wasm', 'dist/backlit.wasm');
  copyIfChanged('build/wasm/backlit.mjs', 'js/generated/module.js');
  writeFileSync(
    join(root, 'js/generated/module.d.ts'),
    'export default function createModule(options?: Record<string, unknown>): Promise<Record<string, any>>;\n',
  );
}

/**
 * @param {string} from
 * @param {string} to
 */
function copyIfChanged(from, to) {
  const [source, target] = [join(root, from), join(root, to)];
  if (
    existsSync(source) &&
    !(existsSync(target) && readFileSync(source).equals(readFileSync(target)))
  ) {
    copyFileSync(source, target);
  }
}

async function bundleWorker() {
  const entry = join(root, 'js/worker/main.js');
  if (!existsSync(entry)) return say('js/worker/main.js is not there: no bundle');
  const esbuild = await import('esbuild');
  await esbuild.build({
    entryPoints: [entry],
    outfile: join(root, 'dist/worker.js'),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    external: ['node:*', ...builtinModules],
    logLevel: 'warning',
  });
}

/** Checks the JSDoc types of js/ and writes them to dist/types. */
export function buildTypes() {
  return run('node', ['node_modules/typescript/bin/tsc', '--project', 'tsconfig.json']);
}

if (isMain(import.meta.url)) {
  runMain(async () => {
    await setup('start');
    await build();
    await buildTypes();
    say('built');
  });
}
