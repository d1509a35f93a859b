/**
 * Where code names a module that is for backlit's workers: `remote(new URL('./jobs.js', import.meta.url))`.
 *
 * Bundlers would copy that file as it is, without what it imports. The plugins import the address of the
 * module's bundle instead, from wherever their bundler makes such bundles.
 */

const COMMENT = String.raw`//.*|/\*[^]*?\*/`;
const TEXT = String.raw`'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"`;
const REMOTE = String.raw`\bremote\s*(?:<[^;]*?>\s*)?\(\s*`;

/** @param {string} path a pattern */
const url = (path) =>
  String.raw`new\s+URL\(\s*(?<quote>['"\x60])(?<path>${path})\k<quote>\s*,\s*import\.meta\.url\s*,?\s*\)`;

const jobsUrl = new RegExp(
  String.raw`${COMMENT}|${TEXT}|(?<before>${REMOTE})${url(String.raw`\.[^'"\x60$]+`)}`,
  'g',
);

/** In the package's own dist/index.js, which is made of minified code: of its workers and its WebAssembly file. */
const ownUrl = new RegExp(String.raw`(?<before>)${url(String.raw`\.\./dist/[\w.]+`)}`, 'g');
const OWN_CODE = '../dist/backlit.wasm';

/**
 * @param {string} code of any module, JavaScript or TypeScript
 * @param {(path: string) => string | undefined} request from where to import the absolute address of what
 *   stands for the file at this path; undefined to leave this one alone
 * @returns {string | undefined} the code with these imports, undefined if it needs none
 */
export function importModuleUrls(code, request) {
  if (!code.includes('import.meta.url')) return undefined;
  /** @type {string[]} */
  const imports = [];
  const pattern = code.includes(OWN_CODE) ? ownUrl : jobsUrl;
  const changed = code.replace(pattern, (all, ...rest) => {
    const { before, path } = rest.at(-1);
    const from = path && request(path);
    if (!from) return all;
    const name = `backlitAddress${imports.length}`;
    imports.push(`import ${name} from ${JSON.stringify(from)};`);
    return `${before}new URL(${name})`;
  });
  // At the end, so that no line moves.
  return imports.length > 0 ? `${changed}\n${imports.join('\n')}\n` : undefined;
}

/**
 * Whether the file belongs to a dependency: then its code is taken as it is, but for the package's own.
 * @param {string} file
 */
export function isDependency(file) {
  return /[\\/]node_modules[\\/]/.test(file) && !/[\\/]dist[\\/]index\.js$/.test(file);
}

/**
 * What marks such an import for Vite and webpack. They follow the address of the WebAssembly file themselves.
 * @param {string} path
 */
export const marked = (path) => (path.endsWith('.wasm') ? undefined : `${path}?backlit`);

/** @param {string} file of a jobs module that would be bundled within its own bundle, without end */
export function namesItself(file) {
  return new Error(
    `${file} is named by remote() in itself, or in a jobs module that it names: move that remote() to another module`,
  );
}
