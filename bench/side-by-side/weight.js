/**
 * What a page loads for each peer, minified and gzip -9: the library for the page and for its workers, and our
 * few lines that use it. Of backlit it is what is shipped.
 */
import { gzipSync } from 'node:zlib';
import { download } from '../download.js';
import { bundlesOf } from './build.js';
import { peers } from './chromium-peers.js';
import { less } from './figure.js';

/** @returns {Promise<import('./compare.js').Line[]>} */
export async function weight() {
  /** @type {Record<string, import('./compare.js').Cell>} */
  const cells = {};
  for (const name of Object.keys(peers)) {
    const kilobytes = name === 'backlit' ? (await download())[0].ours : await sizeOf(name);
    cells[name] = { median: kilobytes, low: kilobytes, high: kilobytes };
  }
  return [{ ...less('page weight, gzip', 'kB'), cells }];
}

/** @param {string} peer */
async function sizeOf(peer) {
  const sizes = (await bundlesOf(peer)).map((code) => gzipSync(code, { level: 9 }).length);
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}
