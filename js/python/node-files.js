/** Files in Node, where modules cannot be made of text as in browsers. */

/**
 * A file that is gone when the process ends.
 * @param {string} name
 * @param {Uint8Array} content
 * @returns {string} its URL
 */
export function temporaryFile(name, content) {
  const { mkdtempSync, rmSync, writeFileSync } = process.getBuiltinModule('node:fs');
  const { tmpdir } = process.getBuiltinModule('node:os');
  const { join } = process.getBuiltinModule('node:path');
  const { pathToFileURL } = process.getBuiltinModule('node:url');
  const folder = mkdtempSync(join(tmpdir(), 'backlit-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, name), content);
  return pathToFileURL(join(folder, name)).href;
}
