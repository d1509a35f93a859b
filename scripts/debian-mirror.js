/** The mirror this machine already uses, so that no host name stands in the project. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { SetupError } from './shell.js';

/**
 * A source entry, in apt's deb822 format, for another suite of the machine's own Debian mirror.
 * @param {string} suite
 */
export function debianMirror(suite) {
  const codename = /^VERSION_CODENAME=(\w+)/m.exec(read('/etc/os-release'))?.[1] ?? '';
  for (const entry of entries()) {
    if (!entry.suites.includes(codename)) continue;
    const lines = ['Types: deb', `URIs: ${entry.uri}`, `Suites: ${suite}`, 'Components: main'];
    if (entry.signedBy) lines.push(`Signed-By: ${entry.signedBy}`);
    return `${lines.join('\n')}\n`;
  }
  throw new SetupError(
    'no Debian mirror in /etc/apt. Install emsdk and put an emcc of 3.1.69 or newer on PATH.',
  );
}

/** @typedef {{ uri: string, suites: string[], signedBy?: string }} Entry */

/** @returns {Entry[]} */
function entries() {
  const parts = '/etc/apt/sources.list.d';
  const files = existsSync(parts) ? readdirSync(parts).map((name) => `${parts}/${name}`) : [];
  return ['/etc/apt/sources.list', ...files].flatMap((file) =>
    file.endsWith('.sources') ? stanzas(read(file)) : oneLiners(read(file)),
  );
}

/** @param {string} file */
function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/**
 * Debian's newer format: paragraphs of `Name: value`.
 * @param {string} text
 * @returns {Entry[]}
 */
export function stanzas(text) {
  return withoutComments(text)
    .split(/\n\s*\n/)
    .map((paragraph) => {
      const field = (/** @type {string} */ name) =>
        new RegExp(`^${name}:[ \t]*(.*)`, 'im').exec(paragraph)?.[1].trim() ?? '';
      return {
        uri: field('URIs').split(/\s+/)[0],
        suites: field('Suites').split(/\s+/),
        signedBy: field('Signed-By') || undefined,
      };
    });
}

/**
 * The classic format: `deb [signed-by=FILE] URI SUITE COMPONENT…`.
 * @param {string} text
 * @returns {Entry[]}
 */
export function oneLiners(text) {
  return [...text.matchAll(/^deb\s+(?:\[(.*?)\]\s+)?(\S+)\s+(\S+)/gm)].map(
    ([, options = '', uri, suite]) => ({
      uri,
      suites: [suite],
      signedBy: /signed-by=(\S+)/.exec(options)?.[1],
    }),
  );
}

/** @param {string} text */
function withoutComments(text) {
  return text.replace(/^#.*\n/gm, '');
}
