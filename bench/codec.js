/* eslint-disable no-sparse-arrays */
// The codec against msgpackr, v8.serialize and structuredClone: node bench/codec.js
import v8 from 'node:v8';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { Packr } from 'msgpackr';
import { decode, encode } from '../js/codec.js';

const hooks = { locate: () => undefined, open: () => undefined };
const packr = new Packr({ structuredClone: true, moreTypes: true });
const copyOf = (buffer) => buffer.slice().buffer;
const codecs = {
  backlit: {
    write: (value) => encode(value, hooks),
    read: ({ bytes, buffers, references }) =>
      decode(bytes, (index) => copyOf(buffers[index]), hooks, references),
    // The next message overwrites the last one.
    keep: ({ bytes, length, ...rest }) => ({ bytes: bytes.slice(0, length), ...rest }),
    size: ({ bytes, buffers }) => buffers.reduce((sum, { length }) => sum + length, bytes.length),
  },
  msgpackr: {
    write: (value) => packr.pack(value),
    read: (bytes) => packr.unpack(bytes),
    size: (bytes) => bytes.length,
  },
  v8: { write: v8.serialize, read: v8.deserialize, size: (bytes) => bytes.length },
  structuredClone: { write: structuredClone, read: (value) => value, size: () => NaN },
};

const row = (_, i) => ({
  id: i,
  name: `user ${i}`,
  email: `user${i}@example.com`,
  age: i % 90,
  active: i % 2 === 0,
  score: i / 7,
  city: ['Berlin', 'Paris', 'København'][i % 3],
  created: 1.7e12 + i,
});
const payloads = {
  'small object': { id: 1, name: 'abc', values: [1, 2, 3] },
  '1 KB nested': {
    user: {
      id: 12345,
      name: 'Ada Lovelace',
      roles: ['admin', 'editor'],
      address: { city: 'London' },
    },
    orders: Array.from({ length: 8 }, (_, i) => ({
      id: `order-${i}`,
      total: i * 9.99,
      lines: [
        { sku: `sku-${i}`, count: i, price: 1.5 },
        { sku: 'x', count: 1, price: 2 },
      ],
      shipped: i % 2 === 0,
      note: i % 3 ? null : 'please leave it at the front door, thank you',
    })),
  },
  '10,000 rows of 8': Array.from({ length: 10000 }, row),
  '100,000 integers': Array.from({ length: 100000 }, (_, i) => i),
  '100,000 doubles': Array.from({ length: 100000 }, (_, i) => i / 3),
  '100,000 in Float64Array': Float64Array.from({ length: 100000 }, (_, i) => i / 3),
  '10,000 strings': Array.from({ length: 10000 }, (_, i) => `a string of some length ${i}`),
  '1 MiB ASCII': 'abcdefgh'.repeat(1 << 17),
  '1 Mi characters of CJK': '漢字'.repeat(1 << 19),
  error: Object.assign(new TypeError('failed', { cause: new Error('inner') }), { code: 'E_X' }),
  'Map of 100, Set of 100': [
    new Map(Array.from({ length: 100 }, (_, i) => [`key${i}`, { i }])),
    new Set(Array.from({ length: 100 }, (_, i) => i)),
  ],
  'Date, RegExp, BigInt': { date: new Date(), pattern: /a+/g, big: 2n ** 100n },
  'dictionary of 1,000': Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, i])),
};

/** Microseconds of one call: the best of some rounds. */
function time(work) {
  let best = Infinity;
  let count = 1;
  for (let spent = 0, round = 0; round < 12 || spent < 300; round++) {
    const start = performance.now();
    for (let i = 0; i < count; i++) work();
    const took = performance.now() - start;
    spent += took;
    best = Math.min(best, took / count);
    if (took < 8) count *= 2;
    if (spent > 3000) break;
  }
  return best * 1000;
}

const format = (number) =>
  Number.isNaN(number)
    ? '–'
    : number >= 100
      ? Math.round(number).toLocaleString('en')
      : number.toFixed(2);

for (const [name, value] of Object.entries(payloads)) {
  const table = {};
  for (const [codec, { write, read, size, keep = (sent) => sent }] of Object.entries(codecs)) {
    const sent = keep(write(value));
    const encoding = time(() => write(value));
    const decoding = codec === 'structuredClone' ? NaN : time(() => read(sent));
    table[codec] = {
      'write µs': format(encoding),
      'read µs': format(decoding),
      'both µs': format(encoding + (decoding || 0)),
      bytes: format(size(sent)),
    };
  }
  console.log(`\n${name}`);
  console.table(table);
}

// What a codec does not reproduce ————————————————————————————————————————————————————————————————

class HttpError extends Error {
  status = 404;
}
const shared = new ArrayBuffer(16);
const cycle = {};
cycle.self = cycle;
const item = { a: 1 };
const is = (copy, value) => Object.is(copy, value);
const same = (copy, value) =>
  isDeepStrictEqual(copy, value) && isDeepStrictEqual(Object.keys(copy), Object.keys(value));
const sameError = (copy, value) =>
  Object.getPrototypeOf(copy) === Object.getPrototypeOf(value) &&
  ['message', 'stack', 'name'].every((key) => copy[key] === value[key]);
/** @type {Record<string, [any, (copy: any, value: any) => boolean]>} */
const tricky = {
  undefined: [{ a: undefined }, same],
  '−0': [[-0], (copy) => is(copy[0], -0)],
  NaN: [NaN, is],
  'lone surrogate': ['\ud800', is],
  'long lone surrogate': ['x'.repeat(100) + '\udc00', is],
  BOM: ['\ufeffa', is],
  'BigInt 2^64': [2n ** 64n, is],
  'BigInt −2^5000': [-(2n ** 5000n), is],
  'invalid Date': [new Date(NaN), (copy) => copy instanceof Date && isNaN(copy)],
  'date before 1970': [new Date(-1.5e12), same],
  RegExp: [/a\/b/gu, same],
  'boxed number': [Object(1), same],
  'boxed string': [Object('a'), same],
  'boxed boolean': [Object(false), same],
  'own __proto__': [JSON.parse('{"__proto__":{"a":1}}'), same],
  'key order': [{ b: 1, a: 2 }, same],
  'prototype dropped': [Object.create({ x: 1 }), (copy) => copy.x === undefined],
  holes: [[1, , 3], (copy) => !(1 in copy) && copy.length === 3],
  'named property of array': [Object.assign([1], { a: 1 }), same],
  'large sparse array': [
    Object.assign([], { length: 1e6, 5: 1 }),
    (copy) => copy.length === 1e6 && !(6 in copy),
  ],
  cycle: [cycle, (copy) => copy.self === copy],
  identity: [[item, item], (copy) => copy[0] === copy[1]],
  'Map with object keys': [
    new Map([[item, item]]),
    (copy) => copy instanceof Map && copy.get([...copy.keys()][0]) === [...copy.keys()][0],
  ],
  Set: [new Set([1, 'a']), same],
  ArrayBuffer: [new Uint8Array([1, 2]).buffer, same],
  'resizable ArrayBuffer': [new ArrayBuffer(1, { maxByteLength: 8 }), (copy) => copy.resizable],
  'identity of ArrayBuffer': [[shared, shared], (copy) => copy[0] === copy[1]],
  'views on one ArrayBuffer': [
    [new Uint8Array(shared, 8), new Float64Array(shared)],
    (copy) => copy[0].buffer === copy[1].buffer && copy[0].byteOffset === 8,
  ],
  BigInt64Array: [BigInt64Array.of(-1n), same],
  Uint8ClampedArray: [Uint8ClampedArray.of(7), same],
  DataView: [
    new DataView(new ArrayBuffer(4), 1, 2),
    (copy) => copy instanceof DataView && copy.byteLength === 2,
  ],
  TypeError: [new TypeError('t'), sameError],
  'error cause': [new Error('e', { cause: item }), (copy) => isDeepStrictEqual(copy.cause, item)],
  'error code': [Object.assign(new Error('e'), { code: 7 }), (copy) => copy.code === 7],
  'error subclass name': [
    new HttpError('h'),
    (copy) => copy instanceof Error && copy.name === 'HttpError',
  ],
  AggregateError: [
    new AggregateError([new RangeError('r')], 'a'),
    (copy) => copy instanceof AggregateError && copy.errors[0] instanceof RangeError,
  ],
  DOMException: [
    new DOMException('d', 'AbortError'),
    (copy) => copy instanceof DOMException && copy.name === 'AbortError',
  ],
};
const refused = {
  function: () => 1,
  symbol: Symbol('s'),
  Promise: Promise.resolve(),
  WeakMap: new WeakMap(),
  Blob: new Blob([]),
};

console.log('\nWhat arrives otherwise, or not at all:');
for (const [codec, { write, read, keep = (sent) => sent }] of Object.entries(codecs)) {
  const missed = [];
  for (const [name, [value, holds]] of Object.entries(tricky))
    try {
      if (!holds(read(keep(write(value))), value)) missed.push(name);
    } catch {
      missed.push(`${name} (throws)`);
    }
  for (const [name, value] of Object.entries(refused))
    try {
      write({ value });
      missed.push(`${name} (not refused)`);
    } catch {
      // As it should be.
    }
  console.log(
    `${codec} (${missed.length} of ${Object.keys({ ...tricky, ...refused }).length}): ${missed.join(', ') || 'nothing'}`,
  );
}

console.log('\nMinified and compressed, as esbuild bundles it:');
for (const [name, contents] of Object.entries({
  backlit: "export { encode, encodeThrown, decode, DataCloneError } from './js/codec.js'",
  msgpackr: "export { Packr } from 'msgpackr'",
})) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: new URL('..', import.meta.url).pathname },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
  });
  const [{ contents: code }] = outputFiles;
  console.log(`${name}: ${code.length} bytes, ${gzipSync(code, { level: 9 }).length} gzip`);
}
