/* eslint-disable no-sparse-arrays */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { DataCloneError, decode, encode, encodeThrown } from '../../js/codec.js';

// Named as by a minifier.
const RemoteError = class a extends Error {};
RemoteError.prototype.name = 'RemoteError';

/** The core's memory and its allocations, as the codec sees them. */
const memory = new SharedArrayBuffer(65536);
const hooks = {
  locate: (view) => (view.buffer === memory ? (view.byteOffset >> 12) + 100 : undefined),
  open: (Type, address, length, reference) =>
    Object.assign(new Type(memory, address, length), { reference }),
  RemoteError,
};

const deliver = ({ bytes, length = bytes.length, buffers, references }) => {
  // Out-of-band contents are copied now, as the caller does; the message moves to an odd address.
  const copies = buffers.map((buffer) => Uint8Array.from(buffer).buffer);
  const message = new Uint8Array(length + 3).subarray(3);
  message.set(bytes.subarray(0, length));
  return decode(message, (index) => copies[index], hooks, references);
};
const clone = (value) => deliver(encode(value, hooks));

/** deepStrictEqual, and what that does not compare: identities, holes, buffers behind views. */
function assertSame(actual, expected) {
  const pairs = new Map();
  let invalid = false; // deepStrictEqual holds no invalid Date equal to another
  const walk = (a, b) => {
    if (typeof b !== 'object' || b === null) return assert.ok(Object.is(a, b));
    if (pairs.has(b)) return assert.ok(pairs.get(b) === a, 'shared in one, not in the other');
    pairs.set(b, a);
    assert.equal(Object.getPrototypeOf(a), Object.getPrototypeOf(b));
    if (ArrayBuffer.isView(b)) {
      assert.deepEqual([a.byteOffset, a.byteLength], [b.byteOffset, b.byteLength]);
      return walk(a.buffer, b.buffer);
    }
    if (b instanceof Date) {
      invalid ||= Number.isNaN(b.getTime());
      return assert.ok(Object.is(a.getTime(), b.getTime()));
    }
    assert.deepEqual(Reflect.ownKeys(a), Reflect.ownKeys(b));
    for (const key of Object.keys(b)) walk(a[key], b[key]);
    if (b instanceof Map || b instanceof Set) {
      const others = [...a].flat(b instanceof Map ? 1 : 0);
      const items = [...b].flat(b instanceof Map ? 1 : 0);
      assert.equal(others.length, items.length);
      items.forEach((item, index) => walk(others[index], item));
    }
  };
  walk(actual, expected);
  assert.ok(new Set(pairs.values()).size === pairs.size, 'one where there are two');
  if (!invalid) assert.deepStrictEqual(actual, expected);
}
const assertLikePlatform = (value) => assertSame(clone(value), structuredClone(value));

const scalars = {
  undefined,
  null: null,
  booleans: [true, false],
  integers: [
    0,
    1,
    -1,
    127,
    128,
    255,
    65535,
    65536,
    2 ** 31 - 1,
    2 ** 31,
    -(2 ** 31),
    -(2 ** 31) - 1,
  ],
  doubles: [-0, NaN, Infinity, -Infinity, 0.1, 5e-324, 2 ** 53, 1e308],
  bigints: [0n, -0n, 1n, -1n, 2n ** 63n, -(2n ** 64n), 2n ** 5000n, -(2n ** 4999n) + 7n],
  strings: [
    '',
    'a',
    'é',
    'ÿĀ',
    '\0',
    '\u{1f600}',
    '\ud800',
    'x\udc00y',
    '\ufeffbom',
    '\ufeff'.repeat(40),
  ],
  longStrings: ['a'.repeat(31), 'a'.repeat(32), 'é'.repeat(50), '€'.repeat(9999), 'a'.repeat(1e6)],
  longLone: ['\ud83d'.repeat(20000), `${'é'.repeat(99)}\udc00`, `${'a'.repeat(31)}\ud800`],
};
const deep = (levels) => {
  let value = [];
  for (let i = 0; i < levels; i++) value = [value];
  return value;
};
const structures = {
  dates: [new Date(0), new Date(NaN), new Date(-1.5e12)],
  regexps: [/a\/b[\]]/giu, new RegExp(''), /\n/ms, Object.assign(/x/g, { lastIndex: 7 })],
  maps: new Map([
    [NaN, -0],
    [{ a: 1 }, new Map([['k', new Set()]])],
    ['', undefined],
  ]),
  sets: new Set([1, 'a', NaN, {}, new Set([[]])]),
  boxed: [Object(1), Object(-0), Object('a'), Object(''), Object(true), Object(false), Object(7n)],
  objects: [{}, { a: { b: { c: {} } } }, Object.create(null), Object.create({ inherited: 1 })],
  proto: JSON.parse('[{"__proto__": {"a": 1}}, {"__proto__": 1}, {"a": 1, "__proto__": null}]'),
  keys: { 2: 'b', 1: 'a', x: 0, '': 1, '-1': 2, ключ: 3, '\ud800': 4, constructor: 5, toString: 6 },
  symbolKeys: { [Symbol('hidden')]: 1, seen: 2 },
  hiddenKeys: Object.defineProperty({ a: 1 }, 'b', { value: 2 }),
  manyKeys: Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`key${i}`, i])),
  longKey: [{ a: 1, ['k'.repeat(300)]: 2 }, { ['é€'.repeat(40)]: 3 }],
  manyKeysProto: JSON.parse(
    `{"__proto__":1,${Array.from({ length: 99 }, (_, i) => `"k${i}":${i}`)}}`,
  ),
  arrays: [[], [[]], [1, 2, 3], [undefined, null], Array.from({ length: 50 }, (_, i) => ({ i }))],
  sparse: [[, 1], [1, , 2], [,], new Array(5), Object.assign(new Array(2 ** 32 - 1), { 7: 'x' })],

  extras: [
    Object.assign([1, 2], { a: 1 }),
    Object.assign([1, , 3], { b: 2 }),
    'ab'.match(/(?<n>b)/),
  ],
  extrasProto: Object.defineProperty([1], '__proto__', { value: 2, enumerable: true }),
  numbers: [
    Array.from({ length: 100 }, (_, i) => i - 50),
    Array.from({ length: 100 }, (_, i) => i / 7),
    Array.from({ length: 100 }, (_, i) => (i < 50 ? i : i / 7)),
    Array.from({ length: 100 }, (_, i) => (i === 70 ? 'not' : i === 20 ? -0 : i)),
    Array.from({ length: 100 }, (_, i) => (i === 20 ? undefined : NaN)),
    Array.from({ length: 20000 }, (_, i) => i * 1e5),
    Array.from({ length: 20000 }, (_, i) => (i === 19999 ? [] : i)),
    Object.assign(Array.from({ length: 20000 }), { 0: 0 }),
  ],
  deep: deep(1000),
};

for (const [name, value] of Object.entries({ ...scalars, ...structures }))
  test(`clones like the platform: ${name}`, () => {
    if (name !== 'sparse') return assertLikePlatform(value);
    for (const array of value) {
      const copy = clone(array);
      assert.equal(copy.length, array.length);
      assert.deepEqual(Object.entries(copy), Object.entries(array));
    }
  });

test('holes are holes', () => {
  const copy = clone([, undefined, , 1]);
  assert.deepEqual([0 in copy, 1 in copy, 2 in copy, copy.length], [false, true, false, 4]);
});

const anything = () =>
  fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
    key: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'a', 'b', '1')),
    maxDepth: 4,
  });

test('clones anything like the platform', () => {
  fc.assert(
    fc.property(anything(), (value) => {
      assertLikePlatform(value);
    }),
    { numRuns: 3000 },
  );
});

test('clones any graph like the platform', () => {
  // Objects of every kind, tied by random edges: sharing, cycles, repeated shapes.
  const make = [
    () => ({}),
    () => [],
    () => new Map(),
    () => new Set(),
    () => ({ a: 1, b: 'x' }),
    () => new Date(5),
    () => new Uint8Array(3),
    () => Object(1),
    () => /x/,
  ];
  const link = {
    Object: (from, to, key) => (from[key] = to),
    Array: (from, to, key) => from.push(to) && key === 'z' && (from.extra = to),
    Map: (from, to, key) => from.set(key === 'a' ? to : key, to),
    Set: (from, to) => from.add(to),
  };
  const edge = fc.tuple(
    fc.nat(29),
    fc.nat(29),
    fc.constantFrom('a', 'b', 'c', 'z', '__proto', '0'),
  );
  fc.assert(
    fc.property(
      fc.array(fc.nat(make.length - 1), { minLength: 1, maxLength: 30 }),
      fc.array(edge, { maxLength: 80 }),
      (kinds, edges) => {
        const objects = kinds.map((kind) => make[kind]());
        for (const [from, to, key] of edges) {
          const source = objects[from % objects.length];
          link[source.constructor.name]?.(source, objects[to % objects.length], key);
        }
        assertLikePlatform(objects);
      },
    ),
    { numRuns: 1000 },
  );
});

test('strings of any code units', () => {
  const unit = fc.oneof(
    fc.nat(0x7f),
    fc.nat(0xff),
    fc.nat(0xffff),
    fc.integer({ min: 0xd800, max: 0xdfff }),
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 70 }), (units) => {
      const text = String.fromCharCode(...units);
      assert.equal(clone(text), text);
      assert.deepEqual(clone({ [text]: 1 }), { [text]: 1 });
    }),
    { numRuns: 3000 },
  );
});

test('numbers, alone and in long arrays', () => {
  const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 0, 127, 128, 2 ** 31));
  fc.assert(
    fc.property(fc.array(number, { maxLength: 60 }), (numbers) => {
      const copy = clone(numbers);
      assert.ok(numbers.every((value, index) => Object.is(value, copy[index])));
      assert.equal(copy.length, numbers.length);
    }),
    { numRuns: 2000 },
  );
});

const types = [
  ...['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array'],
  ...['Uint32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'DataView'],
  'Float16Array',
]
  .map((name) => globalThis[name])
  .filter(Boolean);

test('buffers and views like the platform', () => {
  const random = Uint8Array.from({ length: 16384 }, (_, i) => i * 7).buffer;
  for (const size of [0, 64, 4096, 16384]) assertLikePlatform(random.slice(0, size));
  for (const Type of types) {
    const big = random.slice();
    assertLikePlatform(new Type(big));
    assertLikePlatform({ first: new Type(big, 8, 16), whole: big, second: new Type(big, 16, 8) });
    assertLikePlatform([big, new Type(big, 8, 16)]);
    const small = random.slice(0, 64);
    assertLikePlatform([new Type(small, 16, 2), new Type(small, 8, 1), small, small]);
    assertLikePlatform(new Type(small, 16, 0));
  }
});

test('big buffers go out of band, once, uncopied', () => {
  const big = new Uint8Array(4096).fill(7);
  const { length, buffers } = encode([big, big.buffer, new DataView(big.buffer), 'x'], hooks);
  assert.equal(buffers.length, 1);
  assert.equal(buffers[0].buffer, big.buffer);
  assert.ok(length < 100);
  assert.equal(encode(new Uint8Array(4095), hooks).buffers.length, 0);
});

test('of a big buffer that views show little of, only that is sent', () => {
  const pooled = Buffer.from('pooled');
  const copy = clone(pooled);
  assert.equal(Object.getPrototypeOf(copy), Uint8Array.prototype);
  assert.deepEqual([...copy], [...pooled]);
  assert.ok(copy.buffer.byteLength < 20);
  const big = Float64Array.from({ length: 8192 }, (_, i) => i);
  const views = [big.subarray(5, 10), new Uint8Array(big.buffer, 83, 7), big.subarray(8, 12)];
  const [a, b, c] = clone(views);
  assert.deepEqual(
    [[...a], [...b], [...c]],
    views.map((view) => [...view]),
  );
  assert.ok(a.buffer === b.buffer && b.buffer === c.buffer && a.buffer.byteLength <= 64);
  a[3] = -1;
  assert.equal(c[0], -1);
});

test('resizable buffers', { skip: !ArrayBuffer.prototype.resize }, () => {
  for (const size of [8, 8192]) {
    const buffer = new ArrayBuffer(size, { maxByteLength: 2 * size });
    new Uint8Array(buffer).fill(3);
    const copy = clone({
      buffer,
      tracking: new Uint16Array(buffer),
      fixed: new Uint8Array(buffer, 2, 4),
    });
    assert.ok(copy.buffer.resizable);
    assert.equal(copy.buffer.maxByteLength, 2 * size);
    assert.deepEqual(new Uint8Array(copy.buffer), new Uint8Array(buffer));
    copy.buffer.resize(2 * size);
    assert.equal(copy.tracking.length, size);
    assert.equal(copy.fixed.length, 4);
  }
});

test("views over the core's memory are references", () => {
  const a = new Float64Array(memory, 4096, 100);
  const b = new Uint8Array(memory, 4100, 5);
  const c = new DataView(memory, 8192, 50);
  const encoded = encode({ a, b, c, again: a }, hooks);
  const { length, buffers, references } = encoded;
  assert.deepEqual([buffers, references], [[], [101, 102]]);
  assert.ok(length < 60);
  const copy = deliver(encoded);
  for (const [key, view] of Object.entries({ a, b, c })) {
    assert.equal(copy[key].constructor, view.constructor);
    assert.equal(copy[key].buffer, memory);
    assert.deepEqual(
      [copy[key].byteOffset, copy[key].byteLength],
      [view.byteOffset, view.byteLength],
    );
  }
  assert.deepEqual([copy.a.reference, copy.b.reference, copy.c.reference], [101, 101, 102]);
  assert.equal(copy.again, copy.a);
});

test('instances of classes are sent as plain objects, whatever their tag', () => {
  class Point {
    x = 1;
    #y = 2;
    get y() {
      return this.#y;
    }
  }
  class Tagged extends Point {
    get [Symbol.toStringTag]() {
      return 'Map';
    }
  }
  class Custom {
    list = [1];
    get [Symbol.toStringTag]() {
      return 'Custom';
    }
  }
  class MyMap extends Map {
    get [Symbol.toStringTag]() {
      return 'Mine';
    }
  }
  function Old() {
    this.own = 1;
  }
  Old.prototype.inherited = 2;
  const values = [
    new Point(),
    new Tagged(),
    new Custom(),
    new MyMap([[1, 2]]),
    new Old(),
    new Old(),
  ];
  assertLikePlatform(values);
  assertLikePlatform([...values].reverse());
  const shadowed = Object.create({ b: 1 }, { a: { value: 1, enumerable: true } });
  assertLikePlatform([{ a: 1, b: 2 }, shadowed]);
  assertLikePlatform([Object.create({ q2: 1 }, { q1: { value: 1, enumerable: true } }), { q1: 1 }]);
  Old.prototype.other = 3;
  const inherits = Object.assign(Object.create(Old.prototype), { w1: 1 });
  assertLikePlatform([inherits, { w1: 1, inherited: 2, other: 3 }, inherits]);
  const foreign = runInNewContext(
    '[{ a: 1 }, [1, 2], new Map([[1, { b: 2 }]]), new Date(3), new Uint8Array([1]), new Set([1]), /x/g]',
  );
  assertSame(clone(foreign), structuredClone(foreign));
  const error = clone(runInNewContext('new RangeError("far")'));
  assert.ok(error instanceof RangeError && error.message === 'far');
});

test('errors keep class, message, stack, cause and properties', () => {
  const cause = Object.assign(new TypeError('inner'), { code: 'E_INNER' });
  for (const Class of [
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  ]) {
    const error = Object.assign(new Class('outer', { cause }), { code: 7, detail: { list: [1n] } });
    const copy = clone(error);
    assert.equal(Object.getPrototypeOf(copy), Class.prototype);
    assert.deepStrictEqual(copy, error);
    assert.equal(copy.stack, error.stack);
    assert.deepEqual(Object.keys(copy), ['code', 'detail']);
    assert.deepStrictEqual(copy.cause, cause);
    assert.equal(copy.cause.stack, cause.stack);
    for (const key of ['message', 'stack', 'cause'])
      assert.equal(Object.getOwnPropertyDescriptor(copy, key).enumerable, false);
  }
  const none = clone(new Error());
  assert.deepEqual(
    [hasOwn(none, 'message'), hasOwn(none, 'cause'), hasOwn(none, 'name')],
    [false, false, false],
  );
  const many = new AggregateError([cause, new Error('b'), 3], 'many');
  assert.deepStrictEqual(clone(many), many);
  assert.ok(clone(many).errors[0] instanceof TypeError);
  const cyclic = new Error('cyclic');
  cyclic.cause = cyclic;
  const copy = clone(cyclic);
  assert.equal(copy.cause, copy);
  const dom = clone(new DOMException('stopped', 'AbortError'));
  assert.ok(dom instanceof DOMException);
  assert.deepEqual([dom.name, dom.message, dom.code], ['AbortError', 'stopped', 20]);
  assert.ok(structuredClone(clone(new Error('again'))) instanceof Error);
});
const hasOwn = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

test('subclasses of errors arrive as the built-in class with their name', () => {
  class HttpError extends RangeError {
    status = 404;
  }
  class Named extends Error {
    get name() {
      return 'Chosen';
    }
  }
  const copy = clone(new HttpError('missing'));
  assert.equal(Object.getPrototypeOf(copy), RangeError.prototype);
  assert.deepEqual([copy.name, copy.status, copy.message], ['HttpError', 404, 'missing']);
  assert.equal(clone(new Named('x')).name, 'Chosen');
  assert.equal(clone(Object.assign(new Error('x'), { name: 'Set' })).name, 'Set');
  assert.ok(clone(new RemoteError('r')) instanceof RemoteError);
});

test('what cannot be cloned in an error becomes its text', () => {
  const shared = { big: new Uint8Array(5000), list: Array.from({ length: 30 }, (_, i) => ({ i })) };
  const taken = { back: [] };
  const error = Object.assign(new Error('x', { cause: () => 1 }), {
    before: shared,
    taken: [taken, taken.back, () => 1],
    bad: {
      shape: { q: 1 },
      shared,
      more: [{}, new Uint8Array(6000), new Uint8Array(memory), Symbol('s')],
    },
    good: { shape: { q: 2 }, shared },
    symbol: Symbol('s'),
    deep: deep(200000),
    after: [shared, { q: 3 }],
  });
  Object.defineProperty(error, 'thrower', {
    get() {
      throw new Error('from getter');
    },
    enumerable: true,
  });
  const encoded = encode([error, shared, { q: 4 }, taken, taken.back], hooks);
  assert.deepEqual([encoded.buffers.length, encoded.references], [1, []]);
  const [copy, again, last, takenCopy, back] = deliver(encoded);
  assert.deepStrictEqual(takenCopy, taken);
  assert.equal(takenCopy.back, back);
  assert.equal(copy.cause, '[Function: cause]');
  assert.equal(copy.bad, '[object Object]');
  assert.equal(copy.symbol, 'Symbol(s)');
  assert.equal(copy.thrower, 'Error: from getter');
  assert.equal(typeof copy.deep, 'string');
  assert.deepStrictEqual(copy.good.shape, { q: 2 });
  assert.ok(copy.before === again && copy.good.shared === again && copy.after[0] === again);
  assert.deepStrictEqual([again, last, copy.after[1]], [shared, { q: 4 }, { q: 3 }]);
});

test('whatever is thrown is transportable', () => {
  const thrown = (value) => deliver(encodeThrown(value, hooks));
  assert.equal(thrown(7), 7);
  assert.equal(thrown(undefined), undefined);
  assert.ok(thrown(new SyntaxError('s')) instanceof SyntaxError);
  for (const [value, text] of [
    [function named() {}, '[Function: named]'],
    [Symbol('s'), 'Symbol(s)'],
    [{ f() {} }, '[object Object]'],
    [Object.create(null, { f: { value: () => 1, enumerable: true } }), '[object Object]'],
    [Promise.resolve(), '[object Promise]'],
  ]) {
    const copy = thrown(value);
    assert.ok(copy instanceof RemoteError);
    assert.equal(copy.message, text);
  }
});

test('what cannot be cloned is refused, as by the platform', () => {
  const uncloneable = {
    function: () => 1,
    class: class {},
    symbol: Symbol('s'),
    boxedSymbol: Object(Symbol('s')),
    weakMap: new WeakMap(),
    weakSet: new WeakSet(),
    weakRef: new WeakRef({}),
    promise: Promise.resolve(),
    proxy: new Proxy(() => 1, {}),
    generator: (function* () {})(),
    asyncGenerator: (async function* () {})(),
    iterator: [].values(),
    registry: new FinalizationRegistry(() => 1),
    module: new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)),
    memory: new WebAssembly.Memory({ initial: 1 }),
    shared: new SharedArrayBuffer(8),
    sharedView: new Uint8Array(new SharedArrayBuffer(8)),
    blob: new Blob(['x']),
    port: new MessageChannel().port1,
    signal: new AbortController().signal,
    stream: new ReadableStream(),
    target: new (class extends EventTarget {})(),
    format: new Intl.NumberFormat('en'),
  };
  for (const [name, value] of Object.entries(uncloneable)) {
    for (const wrapped of [value, [{ a: [1, value] }]])
      assert.throws(() => encode(wrapped, hooks), DataCloneError, name);
  }
  const gone = new ArrayBuffer(8);
  structuredClone(gone, { transfer: [gone] });
  assert.throws(() => encode(gone, hooks), DataCloneError);
});

test('a refusal says where, what and what to do', () => {
  const refusal = (value) => {
    try {
      encode(value, hooks, 'arguments');
    } catch (error) {
      assert.ok(error instanceof DataCloneError && error instanceof TypeError);
      assert.equal(error.name, 'DataCloneError');
      assert.ok(error.message.startsWith(`cannot send ${error.path}: `));
      return error;
    }
    assert.fail('nothing was thrown');
  };
  const noop = () => 1;
  assert.equal(
    refusal([{ onClick: noop }]).message,
    'cannot send arguments[0].onClick: a function. Send data only; functions run in workers are exports of a module given to remote().',
  );
  assert.equal(refusal([1, { 'a b': [{}, new WeakMap()] }]).path, 'arguments[1]["a b"][1]');
  assert.match(refusal([Promise.resolve()]).message, /a Promise\. Await it first/);
  assert.equal(refusal([new Map([['k', noop]])]).path, 'arguments[0].get("k")');
  assert.equal(refusal([new Map([[noop, 1]])]).path, 'arguments[0].keys()[0]');
  assert.equal(refusal([new Set([1, noop])]).path, 'arguments[0].values()[1]');
  const cyclic = { error: Object.assign(new Error('e'), { noop }), list: [] };
  cyclic.list.push(cyclic, { noop });
  assert.equal(refusal([cyclic]).path, 'arguments[0].list[1].noop');
  assert.equal(refusal(noop).path, 'arguments');
  assert.deepEqual(clone({ still: 'works' }), { still: 'works' });
});

test('too deep is a RangeError, deep enough is not', () => {
  const depth = (value) => {
    let levels = 0;
    for (; value.length; value = value[0]) levels++;
    return levels;
  };
  assert.equal(depth(clone(deep(3000))), 3000);
  assert.throws(() => clone(deep(1e5)), { name: 'RangeError', message: /nested too deeply/ });
  let object = {};
  for (let i = 0; i < 1e5; i++) object = { object };
  assert.throws(() => encode(object, hooks), { name: 'RangeError', message: /nested too deeply/ });
  assert.equal(clone(1), 1);
});

test('getters: throwing, mutating, encoding', () => {
  const thrower = {
    get a() {
      throw new SyntaxError('mine');
    },
  };
  assert.throws(() => encode([thrower], hooks), { name: 'SyntaxError', message: 'mine' });
  const make = [
    () => ({
      get a() {
        delete this.b;
        this.z = 1;
        return { x: 1 };
      },
      b: 2,
      c: 3,
    }),
    () => ({
      get a() {
        this.c = {};
        Object.defineProperty(this, 'd', { enumerable: false });
        return 1;
      },
      b: 2,
      c: 3,
      d: 4,
    }),
    () => {
      const list = [1, { get a() { return (list.length = 3); } }, 2, 3, 4]; // prettier-ignore
      return list;
    },
    () => {
      const list = [{ get a() { return list.push(9); } }, 2]; // prettier-ignore
      return list;
    },
    () => {
      const map = new Map([[1, { get a() { return map.clear(); } }], [2, 3]]); // prettier-ignore
      return map;
    },
  ];
  for (const maker of make) assertSame(clone([maker(), { a: 1, b: 2, c: 3 }]), structuredClone([maker(), { a: 1, b: 2, c: 3 }])); // prettier-ignore
  let inner;
  const shared = { s: 1 };
  const reentrant = {
    first: shared,
    get nested() {
      inner = clone({ s: 5, list: [shared, 'x'.repeat(20000)] });
      return { s: 2 };
    },
    last: [shared, { s: 3 }],
  };
  const copy = clone(reentrant);
  assert.deepEqual(inner.list[0], shared);
  assert.deepEqual(copy, { first: { s: 1 }, nested: { s: 2 }, last: [{ s: 1 }, { s: 3 }] });
  assert.equal(copy.first, copy.last[0]);
});

test('messages stand alone: no state of one reaches another', () => {
  const values = [{ a: 1 }, { b: 1 }, [{ a: 1 }, { b: 2, a: 1 }, { a: 3 }], { a: 1, b: 2 }];
  const sent = values.map((value) => encode(value, hooks).bytes.slice());
  for (const index of [3, 1, 2, 0, 2])
    assert.deepEqual(
      decode(sent[index], () => assert.fail(), hooks, []),
      values[index],
    );
  const unlike = Array.from({ length: 9000 }, (_, i) => ({ [`k${i}`]: i, [`l${i % 7}`]: {} }));
  assertLikePlatform(unlike);
  assertLikePlatform(unlike);
});
