/** What C kernels take and return: struct backlit_value, in a payload of the kind VALUES. */
import { Kind, Type } from './generated/core.js';

const BY_REFERENCE = 256;
const HEAD = 16;
const VALUE_SIZE = 16;

/** @type {[any, number][]} */
const arrayTypes = [
  [Int8Array, Type.INT8],
  [Uint8Array, Type.UINT8],
  [Uint8ClampedArray, Type.UINT8_CLAMPED],
  [Int16Array, Type.INT16],
  [Uint16Array, Type.UINT16],
  [Int32Array, Type.INT32],
  [Uint32Array, Type.UINT32],
  [Float32Array, Type.FLOAT32],
  [Float64Array, Type.FLOAT64],
  [BigInt64Array, Type.INT64],
  [BigUint64Array, Type.UINT64],
];

/**
 * @param {any} value
 * @param {number} index
 * @returns {{ type: number, number?: number, bytes?: Uint8Array, view?: ArrayBufferView }}
 */
function describe(value, index) {
  if (value === null || value === undefined) return { type: Type.NULL };
  if (typeof value === 'number') return { type: Type.NUMBER, number: value };
  if (typeof value === 'boolean') return { type: Type.BOOLEAN, number: Number(value) };
  if (typeof value === 'string') return { type: Type.TEXT, bytes: new TextEncoder().encode(value) };
  if (value instanceof ArrayBuffer) return { type: Type.UINT8, bytes: new Uint8Array(value) };
  for (const [Class, type] of arrayTypes) {
    if (value instanceof Class) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      return { type, bytes, view: value };
    }
  }
  const what = typeof value === 'object' ? (value.constructor?.name ?? 'object') : typeof value;
  throw new TypeError(
    `arguments[${index}] is of type ${what}: C kernels take numbers, booleans, strings, null and typed arrays`,
  );
}

/**
 * @param {import('./core.js').Core} core
 * @param {any[]} list
 */
export function writeKernelValues(core, list) {
  const values = list.map(describe);
  /** @type {number[]} */
  const references = [];
  let size = HEAD + VALUE_SIZE * values.length;
  const offsets = values.map(({ bytes, view }) => {
    const array = view && core.arrays.locate(view);
    if (array !== undefined) return references.push(array) && -1;
    const offset = (size + 15) & ~15;
    if (bytes) size = offset + bytes.length;
    return offset;
  });
  const start = core.createPayload(Kind.VALUES, size, references);
  const target = core.view(start, size);
  const words = new DataView(target.buffer, start, size);
  words.setUint32(0, values.length, true);
  values.forEach(({ type, number, bytes }, index) => {
    const at = HEAD + VALUE_SIZE * index;
    const offset = offsets[index];
    words.setUint32(at, offset < 0 ? type | BY_REFERENCE : type, true);
    words.setUint32(at + 4, bytes?.length ?? 0, true);
    if (!bytes) return words.setFloat64(at + 8, number ?? 0, true);
    words.setBigUint64(at + 8, BigInt(offset < 0 ? bytes.byteOffset : offset), true);
    if (offset >= 0) target.set(bytes, offset);
  });
}

/**
 * The first value of a payload: a kernel returns one.
 * @param {import('./core.js').Core} core
 * @param {number} payload
 */
export function readKernelValue(core, payload) {
  const source = core.payloadView(payload);
  const words = new DataView(source.buffer, source.byteOffset, source.length);
  const type = words.getUint32(HEAD, true);
  const length = words.getUint32(HEAD + 4, true);
  const offset = Number(words.getBigUint64(HEAD + 8, true));
  const bytes = source.slice(offset, offset + length);
  if (type === Type.TEXT) return new TextDecoder().decode(bytes);
  const Class = arrayTypes.find(([, number]) => number === type)?.[0];
  return new Class(bytes.buffer);
}
