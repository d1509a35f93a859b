/** A loader for webpack: imports the addresses of modules that are for workers, which bundle-module.js gives. */
import { importModuleUrls, marked } from '../module-urls.js';

/**
 * @this {any}
 * @param {string} code
 * @param {any} map
 */
export default function importAddresses(code, map) {
  this.callback(null, importModuleUrls(code, marked) ?? code, map);
}
