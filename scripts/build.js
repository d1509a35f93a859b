/** Builds everything that the package ships: the WebAssembly module, the worker's bundle and the types. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
  await bundle();
}

/** The module goes to dist/, the JavaScript that emcc wrote for it to js/generated/, where js/worker/ imports it. */
function shipModule() {
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeIfChanged('dist/backlit.wasm', readFileSync(join(root, 'build/wasm/backlit.wasm')));
  const glue = readFileSync(join(root, 'build/wasm/backlit.mjs'), 'utf8');
  const module = withoutTopLevelAwait(withoutWrappers(glue));
  writeIfChanged('js/generated/module.js', Buffer.from(module));
  writeFileSync(
    join(root, 'js/generated/module.d.ts'),
    'export default function createModule(options?: Record<string, unknown>): Promise<Record<string, any>>;\n',
  );
}

/**
 * emcc writes a wrapper for each exported function. The core's are called without: they are a sixth of the text.
 * @param {string} glue
 */
function withoutWrappers(glue) {
  const name = String.raw`_backlit_\w+`;
  const wrapper = String.raw`var ${name}=Module\["${name}"\]=\([^)]*\)=>\(${name}=Module\["${name}"\]=wasmExports\["\w+"\]\)\([^)]*\);`;
  return glue.replace(new RegExp(wrapper, 'g'), '');
}

/**
 * V8 ends the process when a thread is terminated at a top-level await (Node 20), as by a shutdown() just
 * after start().
 * @param {string} glue
 */
function withoutTopLevelAwait(glue) {
  return glue.replace(
    "(await import('worker_threads'))",
    "process.getBuiltinModule('node:worker_threads')",
  );
}

/**
 * @param {string} file
 * @param {Buffer} content
 */
function writeIfChanged(file, content) {
  const target = join(root, file);
  if (!existsSync(target) || !readFileSync(target).equals(content)) writeFileSync(target, content);
}

/** The client's module and the workers' share what both need, so that a page downloads it once. */
async function bundle() {
  const esbuild = await import('esbuild');
  await esbuild.build({
    entryPoints: { index: join(root, 'js/index.js'), worker: join(root, 'js/worker/main.js') },
    outdir: join(root, 'dist'),
    chunkNames: 'shared',
    splitting: true,
    bundle: true,
    minify: true,
    lineLimit: 200, // Node prints the whole line of an error that nobody catches
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    supported: { 'top-level-await': false }, // see withoutTopLevelAwait()
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
