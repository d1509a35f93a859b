/**
 * Which allocator the core is linked with: node bench/heap/run.js
 *
 * For each of Emscripten's three: how many payloads per second are created and released through the
 * core by one client and two workers at the same time, small ones and mixed ones; by one client alone;
 * how many tasks with an object in and out are awaited per second; how much the heap keeps after it; and
 * what the module weighs. The choice is BACKLIT_MALLOC in CMakeLists.txt.
 *
 * mimalloc fails: it finds its heap through thread-local storage, and a client's is allocated before it
 * exists (see attach.js).
 */
import { fork } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root, run, say } from '../../scripts/shell.js';
import { toolchain } from '../../scripts/toolchain.js';
import { median } from '../measure.js';
import { shownNumber } from '../table.js';

const ALLOCATORS = ['dlmalloc', 'emmalloc', 'mimalloc'];
const ROUNDS = 7;

/** @param {string} allocator */
const folderOf = (allocator) => join(root, 'build', `heap-${allocator}`);

/** @param {string} allocator */
async function buildModule(allocator) {
  say(`building with ${allocator} …`);
  const folder = folderOf(allocator);
  const { env } = await toolchain();
  const options = [`-DBACKLIT_MALLOC=${allocator}`, '-DCMAKE_BUILD_TYPE=Release', '-G', 'Ninja'];
  const source = join(root, 'bench/heap');
  await run('emcmake', ['cmake', '-S', source, '-B', folder, ...options], { env });
  await run('cmake', ['--build', folder], { env });
  await build({
    entryPoints: [join(root, 'js/worker/main.js')],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    external: ['node:*', 'module', 'worker_threads', 'crypto', 'fs', 'path', 'url'],
    logLevel: 'error',
    plugins: [useModule(join(folder, 'heap.mjs'))],
  });
}

/** Bundles this module in place of the package's. @param {string} module @returns {import('esbuild').Plugin} */
const useModule = (module) => ({
  name: 'module',
  setup({ onResolve }) {
    onResolve({ filter: /generated\/module\.js$/ }, () => ({ path: module }));
    onResolve({ filter: /^\.\./ }, ({ path, importer }) =>
      importer === module ? { path: join(root, 'js/generated', path) } : undefined,
    );
  },
});

/** @param {string} allocator */
const bytesOf = (allocator) => readFileSync(join(folderOf(allocator), 'heap.wasm'));

/** In a process of its own: one round. @param {string} allocator */
async function measure(allocator) {
  const { client, diagnose, start } = await import('../../js/runtime.js');
  const { run: runTask } = await import('../../js/run.js');
  const { kernel, remote } = await import('../../js/functions.js');
  const worker = pathToFileURL(join(folderOf(allocator), 'worker.js'));
  await start({ workers: 2, worker, wasm: bytesOf(allocator) });
  const { exports } = client().core;
  const churn = kernel('churn');

  /** Payloads per second, of the workers and of this thread. */
  const together = (/** @type {number} */ largest, /** @type {number} */ count) => {
    const kept = new Array(64).fill(0);
    let own = 0;
    let random = 1;
    const began = performance.now();
    const tasks = [runTask(churn, count, largest), runTask(churn, count, largest)];
    while (!tasks.every((task) => task.done)) {
      for (let step = 0; step < 100; step++, own++) {
        random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
        const size = 16 << (random >>> 28);
        exports.backlit_payload_release(kept[own % 64]);
        kept[own % 64] = exports.backlit_payload_create(
          size > largest ? 16 + (size % largest) : size,
          0,
        );
      }
    }
    const seconds = (performance.now() - began) / 1000;
    for (const payload of kept) exports.backlit_payload_release(payload);
    return (own + 2 * count) / seconds;
  };
  const alone = (/** @type {number} */ count) => {
    const began = performance.now();
    for (let index = 0; index < count; index++) {
      exports.backlit_payload_release(exports.backlit_payload_create(16 + (index % 256), 0));
    }
    return count / ((performance.now() - began) / 1000);
  };
  const { echo } = remote(new URL('../jobs.js', import.meta.url));
  const tasks = async (/** @type {number} */ count) => {
    const began = performance.now();
    const list = [];
    const value = { id: 1, name: 'abc', values: [1, 2, 3] };
    for (let index = 0; index < count; index++) list.push(runTask(echo, value));
    await Promise.all(list);
    return count / ((performance.now() - began) / 1000);
  };
  together(256, 20000);
  alone(20000);
  for (let warmUp = 0; warmUp < 6; warmUp++) await tasks(5000);
  const result = {
    small: together(256, 300000),
    mixed: together(65536, 100000),
    alone: alone(300000),
    tasks: await tasks(20000),
  };
  process.send?.({ ...result, heap: diagnose().memory / 2 ** 20 });
  process.exit();
}

async function main() {
  for (const allocator of ALLOCATORS) {
    mkdirSync(folderOf(allocator), { recursive: true });
    await buildModule(allocator);
  }
  /** @type {Record<string, Record<string, number>[]>} */
  const rounds = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const allocator of ALLOCATORS) {
      if (round > 0 && rounds[allocator] === undefined) continue; // it has failed
      const child = fork(fileURLToPath(import.meta.url), [allocator]);
      child.on('message', (/** @type {any} */ result) => (rounds[allocator] ??= []).push(result));
      await new Promise((resolve) => child.on('exit', resolve));
    }
  }
  const table = ALLOCATORS.map((allocator) => {
    const middle = (/** @type {string} */ key) => {
      const samples = (rounds[allocator] ?? []).map((round) => round[key]);
      return samples.length > 0 ? shownNumber(median(samples)) : 'fails';
    };
    return {
      allocator,
      'small payloads/s, 3 threads': middle('small'),
      'mixed payloads/s, 3 threads': middle('mixed'),
      'small payloads/s, 1 thread': middle('alone'),
      'object tasks/s': middle('tasks'),
      'memory, MiB': middle('heap'),
      'wasm, bytes': bytesOf(allocator).length,
      'gzip -9': gzipSync(bytesOf(allocator), { level: 9 }).length,
    };
  });
  console.table(table);
}

if (process.argv[2]) await measure(process.argv[2]);
else await main();
