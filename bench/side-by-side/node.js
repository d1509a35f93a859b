/** The comparison in Node: in a process of its own, which `compareInNode` starts and this same file is. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * @param {{ quick: boolean, figures: string[] }} options
 * @param {(name: string, lines: import('./compare.js').Line[]) => void} report
 * @returns {Promise<string>} the version
 */
export function compareInNode(options, report) {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(options)]);
  child.on('message', (/** @type {any} */ { name, lines }) => report(name, lines));
  return new Promise((resolve, reject) => {
    child.on('exit', (code) =>
      code === 0
        ? resolve(`Node ${process.version}`)
        : reject(new Error(`the comparison in Node ended with code ${code}`)),
    );
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [{ compare }, { peers }] = await Promise.all([
    import('./compare.js'),
    import('./node-peers.js'),
  ]);
  await compare(peers, JSON.parse(process.argv[2]), (name, lines) => process.send?.({ name, lines }));
  process.exit(); // some peers would keep it
}
