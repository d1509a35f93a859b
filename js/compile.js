import { isNode } from './platform.js';

/**
 * The code of a WebAssembly file. An error of its loading names the address.
 * @param {string | BufferSource} wasm URL or bytes
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compile(wasm) {
  if (typeof wasm !== 'string') return WebAssembly.compile(wasm);
  try {
    if (isNode && wasm.startsWith('file:')) {
      const { readFile } = process.getBuiltinModule('node:fs/promises');
      return await WebAssembly.compile(await readFile(new URL(wasm)));
    }
    const response = await fetch(wasm);
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new Error(`the WebAssembly file ${wasm} could not be loaded: ${message}`, {
      cause: error,
    });
  }
}
