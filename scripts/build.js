/** Builds everything that the package ships: the WebAssembly module, the worker's bundle and the types. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cmakeBuild } from './cmake.js';
import { generate } from './generate.js';
import { isMain, root, run, runMain, say } from './shell.js';
import { setup } from './setup.js';
import { buildWheel } from './wheel.js';

export async function build() {
  say('building …');
  generate();
  await cmakeBuild('wasm');
  shipModule();
  await takeCroner();
  await bundle();
  await buildWheel();
}

/** The module goes to dist/, the JavaScript that emcc wrote for it to js/generated/, where js/worker/ imports it. */
function shipModule() {
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeIfChanged('dist/backlit.wasm', readFileSync(join(root, 'build/wasm/backlit.wasm')));
  const glue = readFileSync(join(root, 'build/wasm/backlit.mjs'), 'utf8');
  writeIfChanged('js/generated/module.js', Buffer.from(adapted(glue)));
  writeFileSync(
    join(root, 'js/generated/module.d.ts'),
    'export default function createModule(options?: Record<string, unknown>): Promise<Record<string, any>>;\n',
  );
}

/**
 * What emcc wrote, without what bundlers would follow and backlit does by itself: it makes its threads
 * and loads the WebAssembly file (see js/worker/supervisor.js).
 * @param {string} glue
 */
function adapted(glue) {
  const name = String.raw`_backlit_\w+`;
  const call = String.raw`Module\["${name}"\]=wasmExports\["\w+"\]\)`;
  const changes = [
    // A wrapper for each exported function. They are called without: it is a sixth of the text.
    [String.raw`var ${name}=Module\["${name}"\]=\([^)]*\)=>\(${name}=${call}\([^)]*\);`, ''],
    [String.raw`new Worker\(new URL\("backlit\.mjs",import\.meta\.url\),workerOptions\)`, 'null'],
    [String.raw`new URL\("backlit\.wasm",import\.meta\.url\)\.href`, '""'],
    [String.raw`await import\((['"]\w+['"])\)`, 'process.getBuiltinModule($1)'],
  ];
  return changes.reduce((text, [pattern, replacement]) => {
    const changed = text.replace(new RegExp(pattern, 'g'), replacement);
    if (changed === text) throw new Error(`build/wasm/backlit.mjs has nothing like ${pattern}`);
    return changed;
  }, glue);
}

/**
 * What js/ uses of croner, as modules of its own: it is loaded from source too, where a page cannot find
 * packages by their names. The client needs the smaller part only.
 */
async function takeCroner() {
  const esbuild = await import('esbuild');
  for (const [file, name] of Object.entries({ 'cron-pattern': 'CronPattern', croner: 'Cron' })) {
    const contents = `export { ${name} } from 'croner';`;
    await esbuild.build({
      stdin: { contents, resolveDir: root },
      outfile: join(root, `js/generated/${file}.js`),
      banner: { js: '// @ts-nocheck' },
      bundle: true,
      format: 'esm',
      target: 'es2022',
    });
    writeFileSync(join(root, `js/generated/${file}.d.ts`), `${contents}\n`);
  }
}

/**
 * @param {string} file
 * @param {Buffer} content
 */
function writeIfChanged(file, content) {
  const target = join(root, file);
  if (!existsSync(target) || !readFileSync(target).equals(content)) writeFileSync(target, content);
}

async function bundle() {
  const esbuild = await import('esbuild');
  const options = {
    outdir: join(root, 'dist'),
    bundle: true,
    minify: true,
    lineLimit: 200, // Node prints the whole line of an error that nobody catches
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    // V8 ends the process when it terminates a thread at a top-level await (Node 20).
    supported: { 'top-level-await': false },
    external: ['./cron.js', './local.js'], // loaded when they are needed
    logLevel: 'warning',
  };
  // The client's module and the workers' share what both need, so that a page downloads it once.
  await esbuild.build({
    ...options,
    entryPoints: { index: join(root, 'js/index.js'), worker: join(root, 'js/worker/main.js') },
    chunkNames: 'shared',
    splitting: true,
  });
  await esbuild.build({
    ...options,
    entryPoints: { local: join(root, 'js/local.js'), cron: join(root, 'js/worker/cron.js') },
  });
  // In a Python wheel, each is one file that is loaded from its text.
  await esbuild.build({
    ...options,
    entryPoints: {
      python: join(root, 'js/python/index.js'),
      'python-worker': join(root, 'js/python/worker.js'),
    },
    external: [],
  });
  leaveImportAlone('dist/worker.js');
  leaveImportAlone('dist/local.js');
  await esbuild.build({
    entryPoints: [join(root, 'js/coi.js')],
    outdir: join(root, 'dist'),
    minify: true,
    format: 'iife', // it is a classic script
    target: 'es2022',
    logLevel: 'warning',
  });
}

/**
 * The worker imports jobs modules by URL, at run time. The comments that tell bundlers so are lost when
 * the code is made small.
 * @param {string} file
 */
function leaveImportAlone(file) {
  const code = readFileSync(join(root, file), 'utf8');
  const told = code.replace(/\bimport\((?=\w+\))/, '$&/*webpackIgnore:true*//*@vite-ignore*/');
  if (told === code) throw new Error(`${file} has no import of a URL`);
  writeFileSync(join(root, file), told);
}

/** Checks the JSDoc types of js/ and writes them to dist/types. */
export function buildTypes() {
  return run('node', ['node_modules/typescript/bin/tsc', '--project', 'tsconfig.json']);
}

if (isMain(import.meta.url)) {
  runMain(async () => {
    await setup('build');
    await build();
    await buildTypes();
    say('built');
  });
}
