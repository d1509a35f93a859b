/** A peer in a Pyodide in Node. This is the program of its process, too. */
import { fileURLToPath } from 'node:url';
import { isMain } from '../../../scripts/shell.js';
import { openProcess } from './process.js';
import { openSession } from './session.js';

/**
 * @param {string} peer
 * @param {import('../../python/client.js').Place} place
 */
export const inNode = (peer, place) => async () => ({
  open: (/** @type {number} */ size) =>
    openProcess(process.execPath, [
      fileURLToPath(import.meta.url),
      JSON.stringify([place, peer, size]),
    ]),
});

async function main() {
  const send = (/** @type {any} */ message) => process.send?.(message);
  const { names, measure, close } = await openSession(...JSON.parse(process.argv[2]));
  process.on('message', async (/** @type {[string, boolean]} */ request) => {
    send(await measure(...request).catch((error) => ({ error: String(error) })));
  });
  process.on('disconnect', () => {
    close();
    process.exit();
  });
  send({ names });
}

if (isMain(import.meta.url)) await main();
