/**
 * Structured clone as bytes.
 *
 * A message is one value in prefix order: a tag byte, then its content. Objects are numbered in the
 * order they are met, so a second meeting (or a cycle) is a number. The keys of an object are its
 * shape: written once per message, and known by their bytes to a decoder that has met them before.
 *
 * Differences from `structuredClone`, all deliberate:
 * - Errors keep class, stack, cause and own properties; what cannot be cloned in them becomes text.
 * - Of an ArrayBuffer of ≥ 4096 bytes that is met only through views which together span less than
 *   half of it (a pooled Node Buffer, a subarray), only that span is sent.
 * - A view that ends where its resizable buffer ends arrives as length-tracking.
 * - An array of more than 10,000 numbers and nothing else loses named properties: looking for them
 *   costs more than sending the array.
 * - A Proxy over a plain object or array is sent as what it shows.
 *
 * @typedef {object} Hooks what the codec asks of the core
 * @property {(view: any) => number | undefined} locate the allocation a view over shared memory is in
 * @property {(Type: any, address: number, length: number, reference: number) => any} open
 * @property {new (message: string) => Error} [RemoteError] stands for what is thrown and not cloneable
 *
 * @typedef {{ bytes: Uint8Array, length: number, buffers: Uint8Array[], references: number[] }} Encoded
 *   the message is the first `length` of the bytes
 * @typedef {{ keys: string[], blob: Uint8Array, message: number, index: number }} Shape
 * @typedef {{ key: string, shape?: Shape, next?: Node, children?: Map<string, Node> }} Node
 * @typedef {{ index: number, start: number, end: number, whole: boolean, patches: number[] }} Part
 */

// Tags. 0x00–0x7f is that integer, 0x80 + n is a Latin-1 string of n < 32 characters.
const UNDEFINED = 160;
const NULL = 161;
const FALSE = 162;
const TRUE = 163;
const HOLE = 164; // a key of the shape that the object no longer has
const END = 165;
const INT32 = 166;
const FLOAT64 = 167;
const BIGINT = 168;
const ASCII = 169;
const UTF16 = 170;
const REF = 171;
const OBJECT = 172;
const DICTIONARY = 173;
const ARRAY = 174;
const SPARSE = 175;
const NUMBERS = 176; // an array that starts with a run of int32, then a run of doubles
const MAP = 177;
const SET = 178;
const DATE = 179;
const REGEXP = 180;
const BOXED = 181;
const BUFFER = 182;
const OUTSIDE = 183; // a buffer that travels beside the message
const VIEW = 184;
const SHARED = 185; // a view over the core's memory
const ERROR = 186;

const OUT_OF_BAND = 4096;
const MAX_KEYS = 64; // of an object that gets a shape
const MAX_KEY_LENGTH = 256;
const MAX_NODES = 4096;
const KNOWN_SHAPES = 512;
const FEW = 12; // objects that are told apart without a Map
const UNCHECKED = 10000;

const VIEWS =
  'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array DataView Float16Array'.split(
    ' ',
  );
const ERRORS =
  'Error EvalError RangeError ReferenceError SyntaxError TypeError URIError AggregateError DOMException RemoteError'.split(
    ' ',
  );

const scope = /** @type {any} */ (globalThis);
const { getPrototypeOf, defineProperty, getOwnPropertyDescriptor, keys: keysOf } = Object;
const objectPrototype = Object.prototype;
const hasOwn = objectPrototype.hasOwnProperty;
const textEncoder = new TextEncoder();
const asciiDecoder = new TextDecoder();
const utf16Decoder = new TextDecoder('utf-16le', { ignoreBOM: true, fatal: true });

/** A value that cannot be sent; `path` says where it is. */
export class DataCloneError extends TypeError {
  /** @internal @param {string} path @param {string} what */
  constructor(path, what) {
    super(`cannot send ${path}: ${what}`);
    /** Where the value is, such as `arguments[1].list[0]`. */
    this.path = path;
  }
}
defineProperty(DataCloneError.prototype, 'name', {
  value: 'DataCloneError',
  configurable: true,
  writable: true,
});

// What a value is ————————————————————————————————————————————————————————————————————————————————

/** @param {any} prototype @param {string} name */
const getter = (prototype, name) =>
  /** @type {() => any} */ (getOwnPropertyDescriptor(prototype, name)?.get);

/** Each throws, unless `this` has the internal slots of the class. @type {Record<string, Function>} */
const slots = {
  Map: getter(Map.prototype, 'size'),
  Set: getter(Set.prototype, 'size'),
  Date: Date.prototype.getTime,
  RegExp: getter(RegExp.prototype, 'source'),
  ArrayBuffer: getter(ArrayBuffer.prototype, 'byteLength'),
  Number: Number.prototype.valueOf,
  String: String.prototype.valueOf,
  Boolean: Boolean.prototype.valueOf,
  BigInt: BigInt.prototype.valueOf,
  Symbol: Symbol.prototype.valueOf,
};
const viewName = getter(
  getPrototypeOf(Uint8Array.prototype),
  /** @type {any} */ (Symbol.toStringTag),
);

/** @param {any} value @param {string} kind */
function is(value, kind) {
  try {
    slots[kind].call(value);
    return true;
  } catch {
    return false;
  }
}

/** @param {any} value @returns {string} */
const tagOf = (value) => objectPrototype.toString.call(value).slice(8, -1);

/** Prototypes of user classes. @type {WeakSet<object>} */
const userClasses = new WeakSet();

/** The built-in class of an object, 'Object' for plain ones, '' for what cannot be cloned. @param {any} value */
function classify(value) {
  const tag = tagOf(value);
  if (slots[tag] && is(value, tag)) return tag;
  if (value instanceof Error || tag === 'Error' || tag === 'DOMException') return 'Error';
  const prototype = getPrototypeOf(value);
  for (const kind in slots) if (is(value, kind)) return kind;
  if (/(^Async|^)Generator$| Iterator$/.test(tag)) return '';
  for (let p = prototype, up; p !== null && (up = getPrototypeOf(p)) !== null; p = up) {
    const made = getOwnPropertyDescriptor(p, 'constructor')?.value;
    if (typeof made !== 'function') continue;
    // The browser's classes are native; Node's are JavaScript, but global and tagged.
    const native = /\[native code\]\s*\}$/.test(Function.prototype.toString.call(made));
    if (native || (scope[made.name] === made && hasOwn.call(p, Symbol.toStringTag))) return '';
  }
  userClasses.add(prototype);
  return 'Object';
}

// Encoding ———————————————————————————————————————————————————————————————————————————————————————

let bytes = new Uint8Array(8192);
let view = new DataView(bytes.buffer);
let position = 0;
let busy = false;
let messages = 0;
let message = 0;
/** @type {Hooks} */
let hooks;
/** @type {any[]} */
let few = new Array(FEW).fill(undefined);
/** @type {Map<any, number> | undefined} */
let many;
let met = 0;
/** @type {Shape[]} */
let shapes = [];
/** @type {Uint8Array[]} */
let buffers = [];
/** @type {number[]} */
let references = [];
/** @type {Map<ArrayBuffer, Part> | undefined} */
let parts;
/** The throw of `fail`; an object of its own, as the path is only known outside. @type {any} */
let failure;

/** @type {Node} */
let root = { key: '' };
let nodes = 0;

/** @param {number} length */
function reserve(length) {
  if (position + length <= bytes.length) return;
  const grown = new Uint8Array(Math.max(bytes.length * 2, position + length + 64));
  grown.set(bytes.subarray(0, position));
  bytes = grown;
  view = new DataView(bytes.buffer);
}

/** @param {any} culprit @param {string} what @returns {never} */
function fail(culprit, what) {
  throw (failure = { culprit, what });
}

/** The number of an object met before, or −1 after numbering it. @param {any} object */
function meet(object) {
  if (many === undefined) {
    for (let i = 0; i < met; i++) if (few[i] === object) return i;
    if (met < FEW) {
      few[met++] = object;
      return -1;
    }
    many = new Map();
    for (let i = 0; i < met; i++) many.set(few[i], i);
  }
  const known = many.get(object);
  if (known !== undefined) return known;
  many.set(object, met++);
  return -1;
}

/** @param {number} tag */
function writeTag(tag) {
  reserve(16);
  bytes[position++] = tag;
}

/** @param {any} value @returns {void} */
function write(value) {
  let id, prototype;
  if (position + 16 > bytes.length) reserve(16);
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      return writeNumber(value);
    case 'object':
      // Here and not in a function of its own, for deeper nesting on the same stack.
      if (value === null) {
        bytes[position++] = NULL;
        return;
      }
      id = meet(value);
      if (id >= 0) return writeReference(value, id);
      if (Array.isArray(value)) return writeArray(value);
      prototype = getPrototypeOf(value);
      return prototype === objectPrototype || prototype === null || userClasses.has(prototype)
        ? writePlain(value)
        : writeSpecial(value);
    case 'boolean':
      bytes[position++] = value ? TRUE : FALSE;
      return;
    case 'undefined':
      bytes[position++] = UNDEFINED;
      return;
    case 'bigint':
      bytes[position++] = BIGINT;
      return writeString(value.toString(16));
    case 'function':
      fail(
        value,
        'a function. Send data only; functions run in workers are exports of a module given to remote().',
      );
  }
  fail(value, 'a symbol. Send a string instead.');
}

/** @param {number} value */
function writeNumber(value) {
  reserve(9);
  if ((value | 0) !== value || (value === 0 && 1 / value < 0)) {
    bytes[position] = FLOAT64;
    view.setFloat64(position + 1, value, true);
    position += 9;
  } else if (value >= 0 && value < 128) bytes[position++] = value;
  else {
    bytes[position] = INT32;
    view.setInt32(position + 1, value, true);
    position += 5;
  }
}

/** @param {string} text */
function writeString(text) {
  const { length } = text;
  reserve(length * 2 + 5);
  if (length < 32) {
    let i = 0;
    for (let at = position + 1, code; i < length; i++) {
      if ((code = text.charCodeAt(i)) > 255) break;
      bytes[at++] = code;
    }
    if (i === length) {
      bytes[position] = 128 + length;
      position += length + 1;
      return;
    }
  }
  const start = position + 5;
  const end = start + length;
  // Only ASCII fits in as many bytes. Other text goes as UTF-16, which keeps lone surrogates.
  const ascii = textEncoder.encodeInto(text, bytes.subarray(start, end)).read === length;
  bytes[position] = ascii ? ASCII : UTF16;
  view.setUint32(position + 1, length, true);
  position = end;
  if (ascii) return;
  position += length;
  for (let i = 0; i < length; i++) view.setUint16(start + i * 2, text.charCodeAt(i), true);
}

/** The shape of an object, if it has not too many keys. @param {any} object */
function shapeOf(object) {
  let node = root;
  let count = 0;
  for (const key in object) {
    if (!hasOwn.call(object, key)) continue;
    if (++count > MAX_KEYS || key.length > MAX_KEY_LENGTH) return undefined;
    const { next } = node;
    node = next !== undefined && next.key === key ? next : step(node, key);
  }
  return (node.shape ??= defineShape(object));
}

/** @param {Shape} shape */
function writeShape(shape) {
  bytes[position++] = OBJECT;
  if (shape.message === message) return writeNumber(shape.index);
  shape.message = message;
  writeNumber((shape.index = shapes.push(shape) - 1));
  const { blob } = shape;
  const { length } = blob;
  writeNumber(length);
  reserve(length);
  for (let i = 0; i < length; i++) bytes[position++] = blob[i];
}

/** @param {any} object */
function writePlain(object) {
  const shape = shapeOf(object);
  if (shape === undefined) {
    bytes[position++] = DICTIONARY;
    return writePairs(object, keysOf(object));
  }
  writeShape(shape);
  const { keys } = shape;
  let i = 0;
  // A getter may delete keys; `for in` leaves those out, and the message has a hole for each.
  for (const key in object) {
    if (!hasOwn.call(object, key)) continue;
    for (; i < keys.length && keys[i] !== key; i++) writeTag(HOLE);
    if (i++ < keys.length) write(object[key]);
  }
  for (; i < keys.length; i++) writeTag(HOLE);
}

/** @param {any} object @param {number} id */
function writeReference(object, id) {
  const part = parts?.get(object);
  if (part) part.whole = true;
  bytes[position++] = REF;
  writeNumber(id);
}

/** The node after `node` for a key that is not the one taken last. @param {Node} node @param {string} key */
function step(node, key) {
  const children = (node.children ??= new Map());
  let next = children.get(key);
  if (next === undefined) {
    if (nodes++ > MAX_NODES) {
      nodes = 0;
      root = { key: '' }; // the tree is only memory of shapes: let go of it
    }
    children.set(key, (next = { key }));
  }
  return (node.next = next);
}

/** @param {any} object @returns {Shape} */
function defineShape(object) {
  const keys = keysOf(object);
  const start = position;
  keys.forEach(writeString);
  const blob = bytes.slice(start, position);
  position = start;
  return { keys, blob, message: 0, index: 0 };
}

/** @param {any} object @param {string[]} keys */
function writePairs(object, keys) {
  for (const key of keys) {
    if (!hasOwn.call(object, key)) continue; // deleted by a getter
    writeString(key);
    write(object[key]);
  }
  writeTag(END);
}

/** @param {any[]} array */
function writeArray(array) {
  const { length } = array;
  for (let i = startArray(array, length); i < length; i++) {
    const value = array[i];
    if (value === undefined && !hasOwn.call(array, i)) writeTag(HOLE);
    else write(value);
  }
}

/** Writes the head of an array, or all of it; returns the next index. @param {any[]} array @param {number} length */
function startArray(array, length) {
  const numbers = length > 16 && typeof array[0] === 'number';
  const start = position;
  if (numbers && length > UNCHECKED && writeNumbers(array) === length) return length;
  position = start;
  const keys = keysOf(array);
  if (keys.length !== length || (length > 0 && keys[length - 1] !== `${length - 1}`)) {
    writeTag(SPARSE);
    writeNumber(length);
    writePairs(array, keys);
    return length;
  }
  if (numbers) return writeNumbers(array);
  bytes[position++] = ARRAY;
  writeNumber(length);
  return 0;
}

/** Writes the head of an array up to the first element that is no number. @param {any[]} array */
function writeNumbers(array) {
  const { length } = array;
  writeTag(NUMBERS);
  writeNumber(length);
  reserve(length * 8 + 8);
  const header = position;
  let at = position + 8;
  let i = 0;
  for (; i < length; i++, at += 4) {
    const value = array[i];
    if (typeof value !== 'number' || (value | 0) !== value || (value === 0 && 1 / value < 0)) break;
    view.setInt32(at, value, true);
  }
  view.setUint32(header, i, true);
  for (; i < length; i++, at += 8) {
    const value = array[i];
    if (typeof value !== 'number') break;
    view.setFloat64(at, value, true);
  }
  view.setUint32(header + 4, i, true);
  position = at;
  return i;
}

/** @param {any} value @returns {void} */
function writeSpecial(value) {
  if (ArrayBuffer.isView(value)) return writeView(value);
  const kind = classify(value);
  /** @type {any[]} */
  const items = [];
  switch (kind) {
    case 'Object':
      return writePlain(value);
    case 'Error':
      return writeError(value);
    case 'ArrayBuffer':
      return writeContent(value, true);
    case 'Map':
      Map.prototype.forEach.call(value, (item, key) => items.push(key, item));
      writeTag(MAP);
      break;
    case 'Set':
      Set.prototype.forEach.call(value, (item) => items.push(item));
      writeTag(SET);
      break;
    case 'Date':
      writeTag(DATE);
      return writeNumber(slots.Date.call(value));
    case 'RegExp':
      writeTag(REGEXP);
      writeString(slots.RegExp.call(value));
      return writeString(value.flags);
    case '':
    case 'Symbol':
      return fail(value, describe(tagOf(value)));
    default:
      writeTag(BOXED);
      return write(slots[kind].call(value));
  }
  writeNumber(items.length);
  items.forEach(write);
}

/** @param {string} tag */
const describe = (tag) =>
  `${/^[AEIOU]/.test(tag) ? 'an' : 'a'} ${tag}. ${tag === 'Promise' ? 'Await it first.' : 'Send plain data made from it.'}`;

/** @param {any} value a typed array or DataView */
function writeView(value) {
  const { buffer, byteOffset, byteLength, length = byteLength, BYTES_PER_ELEMENT = 1 } = value;
  const name = viewName.call(value) ?? 'DataView';
  const shared = tagOf(buffer) === 'SharedArrayBuffer';
  writeTag(shared ? SHARED : VIEW);
  bytes[position++] = VIEWS.indexOf(name);
  if (shared) {
    const allocation = hooks.locate(value);
    if (allocation === undefined)
      return fail(value, `a ${name} over shared memory of your own. Send a copy: slice().`);
    let index = references.indexOf(allocation);
    if (index < 0) index = references.push(allocation) - 1;
    writeNumber(byteOffset);
    writeNumber(length);
    return writeNumber(index);
  }
  const end = byteOffset + byteLength;
  const patch = position;
  view.setFloat64(position, byteOffset, true);
  position += 8;
  writeNumber(buffer.resizable && buffer.byteLength - end < BYTES_PER_ELEMENT ? -1 : length);
  const id = meet(buffer);
  if (id < 0) writeContent(buffer, false);
  else {
    writeTag(REF);
    writeNumber(id);
  }
  const part = parts?.get(buffer);
  if (!part) return;
  part.start = Math.min(part.start, byteOffset);
  part.end = Math.max(part.end, end);
  part.patches.push(patch);
}

/** @param {any} buffer @param {boolean} whole even if views show little of it */
function writeContent(buffer, whole) {
  let content;
  try {
    content = new Uint8Array(buffer);
  } catch {
    return fail(buffer, 'a detached ArrayBuffer. It was transferred away.');
  }
  const { length } = content;
  const outside = length >= OUT_OF_BAND;
  writeTag(outside ? OUTSIDE : BUFFER);
  writeNumber(buffer.resizable ? buffer.maxByteLength : -1);
  if (outside) {
    const index = buffers.push(content) - 1;
    const part = { index, start: length, end: 0, whole: whole || !!buffer.resizable, patches: [] };
    (parts ??= new Map()).set(buffer, part);
    return writeNumber(index);
  }
  writeNumber(length);
  reserve(length);
  bytes.set(content, position);
  position += length;
}

/** Sends only the used part of buffers that views show little of. */
function trimBuffers() {
  parts?.forEach(({ index, start, end, whole, patches }) => {
    if (whole || (end - start) * 2 >= buffers[index].length) return;
    start -= start % 8;
    buffers[index] = buffers[index].subarray(start, end);
    for (const at of patches) view.setFloat64(at, view.getFloat64(at, true) - start, true);
  });
}

/** @param {any} error */
function writeError(error) {
  // Asked by class, as a minifier may have changed its name.
  const remote = hooks.RemoteError && error instanceof hooks.RemoteError;
  let kind = remote ? ERRORS.indexOf('RemoteError') : -1;
  let constructor;
  for (let p = getPrototypeOf(error); p !== null && kind < 0; p = getPrototypeOf(p))
    kind = ERRORS.indexOf(getOwnPropertyDescriptor(p, 'constructor')?.value?.name);
  kind = Math.max(kind, 0);
  let name, text;
  try {
    ({ name, message: text, constructor } = error);
    if (name === ERRORS[kind] && constructor?.name) name = constructor.name;
  } catch {
    // A getter of the user's: the class will do.
  }
  writeTag(ERROR);
  bytes[position++] = kind;
  writeSafely(typeof name === 'string' && name !== ERRORS[kind] ? name : undefined);
  writeSafely(hasOwn.call(error, 'message') || text ? textOf(text) : undefined);
  for (const key of ['stack', 'cause', 'errors'])
    if (key === 'stack' ? typeof error.stack === 'string' : hasOwn.call(error, key)) {
      writeString(key);
      writeSafely(error, key);
    }
  writeTag(END);
  for (const key of keysOf(error)) {
    writeString(key);
    writeSafely(error, key);
  }
  writeTag(END);
}

/** Writes a value, or a property of it, or else its text. @param {any} value @param {string} [key] */
function writeSafely(value, key) {
  const mark = { position, met, shapes: shapes.length, buffers: buffers.length };
  const referenced = references.length;
  let shown;
  try {
    shown = key === undefined ? value : value[key];
    write(shown);
  } catch (thrown) {
    position = mark.position;
    references.length = referenced;
    buffers.length = mark.buffers;
    for (const shape of shapes.splice(mark.shapes)) shape.message = 0;
    for (let i = mark.met; i < FEW; i++) few[i] = undefined;
    many?.forEach((id, object, map) => id >= mark.met && map.delete(object));
    met = mark.met;
    parts?.forEach((part) => (part.whole = true)); // patches may be of what was taken back
    writeString(textOf(shown ?? thrown));
  }
}

/** @param {any} value */
function textOf(value) {
  try {
    return typeof value === 'function' ? `[Function: ${value.name}]` : String(value);
  } catch {
    return `[object ${tagOf(value)}]`;
  }
}

/** Where in a value the culprit is. @param {any} value @param {any} culprit @param {string} name */
function findPath(value, culprit, name) {
  const seen = new Set();
  /** @typedef {{ value: any, step: string, up?: Entry }} Entry */
  /** @type {Entry[]} */
  const stack = [{ value, step: name }];
  for (let entry; (entry = stack.pop());) {
    const { value: object } = entry;
    if (object === culprit) {
      let path = '';
      for (let up = /** @type {Entry | undefined} */ (entry); up; up = up.up) path = up.step + path;
      return path;
    }
    if (typeof object !== 'object' || object === null || seen.has(object)) continue;
    seen.add(object);
    if (ArrayBuffer.isView(object) || object instanceof Error) continue;
    const up = entry;
    /** @type {Entry[]} */
    const inner = [];
    /** @param {any} child @param {string} step */
    const add = (child, step) => inner.push({ value: child, step, up });
    if (is(object, 'Map'))
      Map.prototype.forEach.call(object, (item, key) => {
        add(key, `.keys()[${inner.length / 2}]`);
        add(item, `.get(${typeof key === 'string' ? JSON.stringify(key) : textOf(key)})`);
      });
    else if (is(object, 'Set'))
      Set.prototype.forEach.call(object, (item) => add(item, `.values()[${inner.length}]`));
    else
      for (const key of keysOf(object))
        try {
          const plain = /^[\w$]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
          add(object[key], /^\d+$/.test(key) ? `[${key}]` : plain);
        } catch {
          // A getter that throws now and did not before.
        }
    stack.push(...inner.reverse());
  }
  return name;
}

/** @param {any} thrown @param {string} verb @param {string} name */
function tooDeep(thrown, verb, name) {
  const deep = thrown instanceof RangeError && /call stack/i.test(thrown.message);
  return deep || thrown?.name === 'InternalError'
    ? new RangeError(`cannot ${verb} ${name}: it is nested too deeply.`)
    : thrown;
}

/**
 * Writes a value. The bytes are valid until the next call.
 *
 * @param {any} value @param {Hooks} given
 * @param {string} [name] of the value, in messages
 * @returns {Encoded}
 */
export function encode(value, given, name = 'value') {
  // A getter may encode, too: the outer call's state waits here.
  const outer = busy
    ? { bytes, view, position, message, hooks, few, many, met, shapes, buffers, references, parts }
    : undefined;
  if (outer || bytes.length > 1 << 24) {
    bytes = new Uint8Array(8192);
    view = new DataView(bytes.buffer);
    if (outer) few = new Array(FEW).fill(undefined);
  }
  busy = true;
  position = met = 0;
  message = ++messages;
  hooks = given;
  shapes = [];
  buffers = [];
  references = [];
  many = parts = undefined;
  try {
    write(value);
    if (parts !== undefined) trimBuffers();
    return { bytes, length: position, buffers, references };
  } catch (thrown) {
    if (thrown !== failure) throw tooDeep(thrown, 'send', name);
    const { culprit, what } = failure;
    throw new DataCloneError(findPath(value, culprit, name), what);
  } finally {
    failure = many = parts = undefined;
    for (let i = 0; i < FEW && i < met; i++) few[i] = undefined;
    if (outer)
      ({
        bytes,
        view,
        position,
        message,
        hooks,
        few,
        many,
        met,
        shapes,
        buffers,
        references,
        parts,
      } = outer);
    else busy = false;
  }
}

/** Writes whatever was thrown: what cannot be cloned as a RemoteError with its text. @param {any} thrown @param {Hooks} given */
export function encodeThrown(thrown, given) {
  try {
    return encode(thrown, given, 'what was thrown');
  } catch {
    return encode(new (given.RemoteError ?? Error)(textOf(thrown)), given);
  }
}

// Decoding ———————————————————————————————————————————————————————————————————————————————————————

/** @typedef {{ keys: string[], blob: Uint8Array, template: any }} KnownShape */
/** @type {Uint8Array} */
let input;
/** @type {DataView | undefined} */
let inputView;
let at = 0;
/** @type {any[]} */
let objects;
/** @type {KnownShape[]} */
let table;
/** @type {(index: number) => ArrayBuffer} */
let take;
/** @type {Hooks} */
let core;
/** @type {number[]} */
let allocations;
/** Shapes of earlier messages, by the hash of their bytes. @type {KnownShape[]} */
const knownShapes = new Array(KNOWN_SHAPES);
/** Arguments for `String.fromCharCode`, by length. */
const codes = Array.from({ length: 32 }, (_, length) => new Array(length).fill(0));

const viewOfInput = () =>
  (inputView ??= new DataView(input.buffer, input.byteOffset, input.byteLength));

/** @param {any} object @param {string} key @param {any} value @param {boolean} enumerable */
const define = (object, key, value, enumerable) =>
  defineProperty(object, key, { value, enumerable, writable: true, configurable: true });

/** Numbers an object before its content is read. @template T @param {T} object @returns {T} */
function made(object) {
  objects.push(object);
  return object;
}

/** @returns {any} */
function read() {
  const tag = input[at++];
  if (tag < 128) return tag;
  if (tag < 160) {
    const units = codes[tag - 128];
    for (let i = 0; i < units.length; i++) units[i] = input[at++];
    return String.fromCharCode.apply(null, units);
  }
  switch (tag) {
    case UNDEFINED:
      return undefined;
    case NULL:
      return null;
    case FALSE:
      return false;
    case TRUE:
      return true;
    case INT32:
      at += 4;
      return input[at - 4] | (input[at - 3] << 8) | (input[at - 2] << 16) | (input[at - 1] << 24);
    case FLOAT64:
      return readFloat();
    case ASCII:
    case UTF16:
      return readText(tag);
    case OBJECT:
      return readObject();
    case ARRAY:
    case NUMBERS:
      return readArray(tag);
    case REF:
      return objects[read()];
    default:
      return readSpecial(tag);
  }
}

function readFloat() {
  at += 8;
  return viewOfInput().getFloat64(at - 8, true);
}

/** @param {number} tag */
function readText(tag) {
  const length = viewOfInput().getUint32(at, true);
  const start = at + 4;
  at = start + (tag === ASCII ? length : length * 2);
  const content = input.subarray(start, at);
  if (tag === ASCII) return asciiDecoder.decode(content);
  try {
    return utf16Decoder.decode(content);
  } catch {
    // A lone surrogate.
    const units = new Uint16Array(content.slice().buffer);
    let text = '';
    for (let i = 0; i < length; i += 8192)
      text += String.fromCharCode.apply(null, /** @type {any} */ (units.subarray(i, i + 8192)));
    return text;
  }
}

function readObject() {
  const index = read();
  const shape = index < table.length ? table[index] : readShape();
  const { keys } = shape;
  const object = made({ ...shape.template });
  for (let i = 0; i < keys.length; i++)
    if (input[at] === HOLE) {
      at++;
      delete object[keys[i]];
    } else object[keys[i]] = read();
  return object;
}

function readShape() {
  const length = read();
  const start = at;
  const end = at + length;
  let hash = length;
  for (let i = start; i < end; i++) hash = (Math.imul(hash, 31) + input[i]) | 0;
  hash = (hash ^ (hash >>> 15)) & (KNOWN_SHAPES - 1);
  let shape = knownShapes[hash];
  let same = shape !== undefined && shape.blob.length === length;
  for (let i = 0; same && i < length; i++) same = shape.blob[i] === input[start + i];
  if (!same) {
    const keys = [];
    while (at < end) keys.push(read());
    // Parsed, as an object made at once is smaller than a grown one, and may own a __proto__.
    const template = JSON.parse(`{${keys.map((key) => `${JSON.stringify(key)}:null`)}}`);
    shape = { keys, blob: input.slice(start, end), template };
    if (length < 2048) knownShapes[hash] = shape;
  }
  at = end;
  table.push(shape);
  return shape;
}

/** @param {number} tag */
function readArray(tag) {
  const length = read();
  const array = made(new Array(length));
  let i = 0;
  if (tag === NUMBERS) {
    const source = viewOfInput();
    const ints = source.getUint32(at, true);
    const numbers = source.getUint32(at + 4, true);
    at += 8;
    for (; i < ints; i++, at += 4) array[i] = source.getInt32(at, true);
    for (; i < numbers; i++, at += 8) array[i] = source.getFloat64(at, true);
  }
  for (; i < length; i++)
    if (input[at] === HOLE) at++;
    else array[i] = read();
  return array;
}

/** @param {any} object @param {boolean} enumerable @param {boolean} fresh without properties */
function readPairs(object, enumerable, fresh) {
  while (input[at] !== END && at < input.length) {
    const key = read();
    // Assigned where that is the same, as it is much faster: own `stack` is V8's.
    if (
      fresh
        ? key !== '__proto__'
        : enumerable
          ? !(key in object)
          : key === 'stack' && hasOwn.call(object, key)
    )
      object[key] = read();
    else define(object, key, read(), enumerable);
  }
  at++;
  return object;
}

/** @param {number} tag */
function readSpecial(tag) {
  switch (tag) {
    case BIGINT: {
      const text = read();
      return text[0] === '-' ? -BigInt(`0x${text.slice(1)}`) : BigInt(`0x${text}`);
    }
    case DICTIONARY:
      return readPairs(made({}), true, true);
    case SPARSE: {
      const array = made(/** @type {any[]} */ ([]));
      array.length = read();
      return readPairs(array, true, true);
    }
    case MAP: {
      const map = made(new Map());
      for (let i = read(); i > 0; i -= 2) map.set(read(), read());
      return map;
    }
    case SET: {
      const set = made(new Set());
      for (let i = read(); i > 0; i--) set.add(read());
      return set;
    }
    case DATE:
      return made(new Date(read()));
    case REGEXP:
      return made(new RegExp(read(), read()));
    case BOXED:
      return made(Object(read()));
    case BUFFER:
    case OUTSIDE:
      return readBuffer(tag);
    case VIEW:
    case SHARED:
      return readView(tag);
    case ERROR:
      return readError();
  }
  throw new RangeError(`cannot receive: unknown tag ${tag}.`);
}

/** @param {number} tag */
function readBuffer(tag) {
  const maxByteLength = read();
  const size = read();
  if (tag === OUTSIDE && maxByteLength < 0) return made(take(size));
  const content = tag === OUTSIDE ? new Uint8Array(take(size)) : input.subarray(at, at + size);
  const { length } = content;
  if (tag === BUFFER) at += size;
  const options = maxByteLength < 0 ? undefined : { maxByteLength };
  const buffer = new /** @type {any} */ (ArrayBuffer)(length, options);
  new Uint8Array(buffer).set(content);
  return made(buffer);
}

/** @param {number} tag */
function readView(tag) {
  const Type = scope[VIEWS[input[at++]]];
  if (tag === SHARED) return made(core.open(Type, read(), read(), allocations[read()]));
  const id = objects.push(undefined) - 1;
  const byteOffset = readFloat();
  const length = read();
  return (objects[id] = new Type(read(), byteOffset, length < 0 ? undefined : length));
}

function readError() {
  const kind = ERRORS[input[at++]];
  const name = read();
  const text = read();
  const Class = (kind === 'RemoteError' ? core.RemoteError : scope[kind]) ?? Error;
  const dom = kind === 'DOMException';
  const error = made(
    kind === 'AggregateError' ? new Class([], text) : dom ? new Class(text, name) : new Class(text),
  );
  if (name !== undefined && !dom) define(error, 'name', name, false);
  return readPairs(readPairs(error, false, false), true, false);
}

/**
 * Reads a value. `takeBuffer` and `open` must not decode.
 *
 * @param {Uint8Array} message unshared
 * @param {(index: number) => ArrayBuffer} takeBuffer makes a fresh ArrayBuffer of an out-of-band one
 * @param {Hooks} given @param {number[]} references
 * @returns {any}
 */
export function decode(message, takeBuffer, given, references) {
  input = message;
  inputView = undefined;
  at = 0;
  objects = [];
  table = [];
  take = takeBuffer;
  core = given;
  allocations = references;
  try {
    return read();
  } catch (thrown) {
    throw tooDeep(thrown, 'receive', 'value');
  } finally {
    objects = table = [];
  }
}
