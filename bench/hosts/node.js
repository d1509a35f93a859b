/** Measures in Node: in a process of its own, which `measureInNode` starts and this same file is. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * @param {{ quick: boolean, figures: string[] }} options
 * @param {(group: string, rows: import('../measure.js').Row[]) => void} report
 * @returns {Promise<string>} the version
 */
export function measureInNode(options, report) {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(options)]);
  child.on('message', (/** @type {any} */ { group, rows }) => report(group, rows));
  return new Promise((resolve, reject) => {
    child.on('exit', (code) =>
      code === 0
        ? resolve(`Node ${process.version}`)
        : reject(new Error(`the benchmark in Node ended with code ${code}`)),
    );
  });
}

async function main() {
  const { measureAll } = await import('../portable.js');
  const host = /** @type {import('../portable.js').Host} */ ({
    name: 'node',
    cpuSeconds: async () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
  });
  await measureAll(host, JSON.parse(process.argv[2]), (group, rows) => {
    process.send?.({ group, rows });
  });
  process.disconnect?.();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
