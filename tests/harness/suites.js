import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const directory = fileURLToPath(new URL('../suite/', import.meta.url));

/**
 * The suites' file names; the environment variable SUITE picks some, separated by commas.
 *
 * @returns {string[]}
 */
export function suiteFiles() {
  const all = readdirSync(directory).filter((file) => file.endsWith('.js'));
  const picked = process.env.SUITE?.split(',');
  const isPicked = (file) => !picked || picked.includes(path.parse(file).name);
  const files = all.filter(isPicked).sort();
  if (files.length === 0) throw new Error(`No suite in ${directory} is named ${picked}`);
  return files;
}

/**
 * @returns {string[]} for clients that import suites from disk
 */
export function suiteUrls() {
  return suiteFiles().map((file) => pathToFileURL(path.join(directory, file)).href);
}
