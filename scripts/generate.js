/**
 * Derives from the C headers what the linker and JavaScript must know of the core:
 * - the list of exported functions, for emcc;
 * - js/generated/core.js: constants, the error table and the type of the exports.
 *
 * The marks it looks for: `BACKLIT_API` before a function, `// generated: js` above an enum, and the rows of
 * `BACKLIT_ERRORS`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMain, root } from './shell.js';

/** What an attached client calls to become a thread of the module. */
const threadFunctions = [
  '__emscripten_stack_restore',
  '__emscripten_thread_init',
  '__emscripten_tls_init',
  '_emscripten_stack_set_limits',
];

/**
 * @typedef {{ type: string, name: string }} Parameter
 * @typedef {{ name: string, returns: string, parameters: Parameter[] }} CFunction
 * @typedef {{ name: string, members: { name: string, value: number }[] }} Enumeration
 * @typedef {{ code: number, name: string, className: string, message: string }} ErrorRow
 */

/**
 * @param {string} header
 * @returns {CFunction[]}
 */
export function functionsIn(header) {
  const declarations = withoutComments(header).matchAll(/^[ \t]*BACKLIT_API\s+([^;{]+)[;{]/gm);
  return [...declarations].map(([, text]) => {
    const match = /^([\w\s*]*[\s*])(\w+)\s*\((.*)\)\s*$/.exec(text.replace(/\s+/g, ' '));
    if (!match) throw new Error(`cannot read the declaration: BACKLIT_API ${text}`);
    const [, returns, name, list] = match;
    const none = list.trim() === 'void' || list.trim() === '';
    // A comma inside parentheses belongs to the type of a function pointer.
    const parameters = none ? [] : list.split(/,(?![^(]*\))/).map(parameter);
    return { name, returns: javascriptType(returns), parameters };
  });
}

/**
 * @param {string} text one C parameter
 * @param {number} index
 * @returns {Parameter}
 */
function parameter(text, index) {
  const callback = /\(\s*\*\s*(\w+)\s*\)/.exec(text);
  if (callback) return { type: 'number', name: callback[1] };
  const match = /^(.*?[\s*])(\w+)\s*(\[\w*\])?$/.exec(text.trim());
  const named = match && !/^(int|char|short|long|double|float|unsigned|void)$|_t$/.test(match[2]);
  if (!named) return { type: javascriptType(text), name: `argument${index}` };
  return { type: javascriptType(match[3] ? '*' : match[1]), name: javascriptName(match[2]) };
}

/** @param {string} name a C identifier, which JavaScript may have reserved */
function javascriptName(name) {
  const reserved = /^(function|new|delete|class|this|in|var|let|export|import|with|yield|await)$/;
  return reserved.test(name) ? `${name}_` : name;
}

/** @param {string} type as written in C */
function javascriptType(type) {
  if (type.includes('*')) return 'number';
  if (/\b(u?int64_t|long long)\b/.test(type)) return 'bigint';
  return type.trim() === 'void' ? 'void' : 'number';
}

/**
 * `// generated: js` and `enum backlit_state { BACKLIT_STATE_PENDING = 0, … }` give `State` with `PENDING: 0`.
 * @param {string} header
 * @returns {Enumeration[]}
 */
export function enumerationsIn(header) {
  const marked = header.matchAll(
    /^[ \t]*\/\/ generated: js[ \t]*\n\s*(?:typedef\s+)?enum\s*(\w*)\s*\{([^}]*)\}\s*(\w*)\s*;/gm,
  );
  return [...marked].map(([, tag, body, alias]) => {
    const members = membersIn(withoutComments(body));
    const cName = tag || alias;
    const prefix = `${cName.replace(/_t$/, '')}_`.toUpperCase();
    const shared = members.every(({ name }) => name.startsWith(prefix))
      ? prefix
      : commonPrefix(members.map(({ name }) => name));
    return {
      name: pascalCase(cName.replace(/^backlit_/, '').replace(/_t$/, '')),
      members: members.map(({ name, value }) => ({ name: name.slice(shared.length), value })),
    };
  });
}

/** @param {string} body of an enum */
function membersIn(body) {
  let next = 0;
  /** @type {Map<string, number>} */
  const known = new Map();
  for (const member of body.split(',').map((text) => text.trim())) {
    if (member === '') continue;
    const [name, expression] = member.split(/\s*=\s*/);
    const value = expression === undefined ? next : constant(expression, known);
    known.set(name, value);
    next = value + 1;
  }
  return [...known].map(([name, value]) => ({ name, value }));
}

/**
 * The value of an integer expression such as `1u << 3`, `-4` or `A | B`.
 * @param {string} expression
 * @param {Map<string, number>} known
 */
function constant(expression, known) {
  const text = expression
    .replace(/\b(0x[\da-f]+|\d+)[ul]+\b/gi, '$1')
    .replace(/\b[A-Za-z_]\w*\b/g, (name) => String(known.get(name) ?? name));
  if (!/^[\dxa-f\s()|&<>+*~-]+$/i.test(text)) throw new Error(`not a constant: ${expression}`);
  return Number(Function(`"use strict"; return (${text});`)());
}

/** @param {string[]} names */
function commonPrefix(names) {
  let prefix = names[0] ?? '';
  for (const name of names) while (!name.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix.slice(0, prefix.lastIndexOf('_') + 1);
}

/** @param {string} name */
function pascalCase(name) {
  return name.replace(/(?:^|_)([a-z\d])/g, (_, letter) => letter.toUpperCase());
}

/**
 * The rows `X(QUEUE_FULL, -3, "QueueFullError", "message")`.
 * @param {string} header
 * @returns {ErrorRow[]}
 */
export function errorsIn(header) {
  const table = /#define\s+BACKLIT_ERRORS\(X\)((?:.*\\\n)*.*)/.exec(header)?.[1] ?? '';
  const string = String.raw`"(?:[^"\\]|\\.)*"`;
  const row = new RegExp(
    String.raw`\bX\(\s*(\w+)\s*,\s*(-?\d+)\s*,\s*(${string})\s*,\s*(${string}(?:\s*${string})*)\s*\)`,
    'g',
  );
  return [...table.replace(/\\\n/g, '\n').matchAll(row)].map(
    ([, name, code, className, message]) => ({
      code: Number(code),
      name,
      className: JSON.parse(className),
      message: [...message.matchAll(new RegExp(string, 'g'))]
        .map(([part]) => JSON.parse(part))
        .join(''),
    }),
  );
}

/** @param {string} text */
function withoutComments(text) {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ' ');
}

/**
 * The list in the form that emcc's `@file` reads.
 * @param {CFunction[]} functions
 */
export function exportList(functions) {
  return `${JSON.stringify([...functions.map(({ name }) => `_${name}`), ...threadFunctions], null, 1)}\n`;
}

/**
 * @param {CFunction[]} functions
 * @param {Enumeration[]} enumerations
 * @param {ErrorRow[]} errors
 */
export function coreModule(functions, enumerations, errors) {
  const constants = enumerations.map(
    ({ name, members }) =>
      `export const ${name} = Object.freeze({\n${members.map((member) => `  ${member.name}: ${member.value},\n`).join('')}});\n`,
  );
  const methods = functions.map(({ name, returns, parameters }) => {
    const list = parameters.map((each) => `${each.name}: ${each.type}`).join(', ');
    return ` * @property {(${list}) => ${returns}} ${name}\n`;
  });
  const classes = errors.map(errorClass);
  return [
    '// Written by scripts/generate.js from src/backlit.h and src/errors.h.\n',
    "import { BacklitError } from '../backlit-error.js';\n",
    ...constants,
    ...classes,
    `/** @type {ReadonlyMap<number, new (message?: string) => BacklitError>} */
export const errorClasses = new Map([\n${errors.map((row) => `  [${row.code}, ${row.className}],\n`).join('')}]);\n`,
    `/**\n * The functions that the core exports.\n * @typedef {object} CoreExports\n${methods.join('')} */\n`,
  ].join('\n');
}

/** @param {ErrorRow} row */
function errorClass({ code, className, message }) {
  return `/** ${message} */
export class ${className} extends BacklitError {
  /** The number that the core has for it. */
  static code = ${code};
  static {
    this.prototype.name = '${className}';
  }

  constructor(message = ${JSON.stringify(message)}) {
    super(message);
  }
}
`;
}

/** Writes js/generated/core.js, and the export list where `exports` names a file. */
export function generate({ exports = '' } = {}) {
  const header = source('backlit.h');
  const functions = functionsIn(header);
  const errors = errorsIn(source('errors.h'));
  writeIfChanged(
    join(root, 'js/generated/core.js'),
    coreModule(functions, enumerationsIn(header), errors),
  );
  if (exports) writeFile(exports, exportList(functions));
}

/** @param {string} name */
function source(name) {
  const file = join(root, 'src', name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/**
 * @param {string} file
 * @param {string} text
 */
function writeIfChanged(file, text) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFile(file, text);
}

/**
 * @param {string} file
 * @param {string} text
 */
function writeFile(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

if (isMain(import.meta.url)) {
  const [option, file] = process.argv.slice(2);
  generate(option === '--exports' ? { exports: file } : {});
}
