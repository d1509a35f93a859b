/**
 * Typed arrays over the core's memory: passed between threads by reference, without a copy. The memory
 * of one is freed when no thread has a view of it any more and no task refers to it.
 */
import { OutOfMemoryError } from './errors.js';
import { Kind } from './generated/core.js';

/**
 * @typedef {Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array
 *   | Uint32Array | Float32Array | Float64Array | BigInt64Array | BigUint64Array} TypedArray
 * @typedef {{ payload: number, start: number, end: number, hold: number, views: number,
 *   last?: WeakRef<any> }} Entry
 */

/** After so many bytes of arrays that are new to this thread, those that it had before are looked for. */
const STEP = 32 << 20;

export class SharedArrays {
  /** @type {Map<number, Entry>} by payload */
  #entries = new Map();
  /** The memory's buffer is another object after each growth, over the same memory. */
  #buffers = new WeakSet();
  /** @type {WeakMap<object, object>} a part of an array keeps the array */
  #wholes = new WeakMap();
  /** @type {FinalizationRegistry<Entry>} */
  #registry;
  #core;
  /** Bytes of arrays that came since the collector was last asked for. */
  #fresh = 0;
  /** A view was made: it can be collected only when the thread has been in its event loop again. */
  needsTurn = false;

  /** @param {import('./core.js').Core} core */
  constructor(core) {
    this.#core = core;
    this.#registry = new FinalizationRegistry((entry) => {
      if (--entry.views > 0) return;
      this.#entries.delete(entry.payload);
      core.exports.backlit_hold_end(entry.hold);
    });
  }

  /**
   * @template {TypedArray} T
   * @param {{ new (buffer: any, offset: number, length: number): T, BYTES_PER_ELEMENT: number }} Type
   * @param {number} length
   * @returns {T}
   */
  create(Type, length) {
    const size = length * Type.BYTES_PER_ELEMENT;
    const address = this.#core.createPayload(Kind.EMPTY, size, []);
    this.#core.view(address, size).fill(0);
    const payload = this.#core.payload;
    try {
      return this.open(Type, address, length, payload);
    } finally {
      this.#core.dropPayload();
    }
  }

  /**
   * The view that was opened last, if it is the same one.
   * @param {any} Type
   * @param {number} address
   * @param {number} length
   * @param {number} payload of the array that the view is a part of
   */
  open(Type, address, length, payload) {
    const entry = this.#entries.get(payload) ?? this.#enter(payload);
    const last = entry.last?.deref();
    if (last?.byteOffset === address && last.length === length && last instanceof Type) return last;
    const { buffer } = this.#core.view(entry.end, 0);
    this.#buffers.add(buffer);
    const view = this.#keepWithParts(new Type(buffer, address, length));
    entry.views++;
    entry.last = new WeakRef(view);
    this.#registry.register(view, entry);
    this.needsTurn = true;
    return view;
  }

  /**
   * @param {number} payload of an array that this thread has no view of
   * @returns {Entry}
   */
  #enter(payload) {
    const { exports } = this.#core;
    const start = exports.backlit_payload_bytes(payload) >>> 0;
    const end = start + (exports.backlit_payload_size(payload) >>> 0);
    const hold = exports.backlit_hold_array(payload) >>> 0;
    if (hold === 0) throw new OutOfMemoryError();
    const entry = { payload, start, end, hold, views: 0 };
    this.#entries.set(payload, entry);
    this.#fresh += end - start;
    if (this.#fresh >= STEP) {
      this.#fresh = 0;
      askForCollection();
    }
    return entry;
  }

  /** @param {any} view */
  #keepWithParts(view) {
    const subarray = view.subarray?.bind(view);
    if (subarray) {
      Object.defineProperty(view, 'subarray', {
        value: (/** @type {[number, number]} */ ...range) => {
          const part = this.#keepWithParts(subarray(...range));
          this.#wholes.set(part, view);
          return part;
        },
      });
    }
    return view;
  }

  /**
   * The payload of the array that the view is over; undefined for any other view.
   * @param {ArrayBufferView} view
   */
  locate(view) {
    if (!this.#buffers.has(view.buffer)) return undefined;
    for (const { payload, start, end } of this.#entries.values()) {
      if (view.byteOffset >= start && view.byteOffset + view.byteLength <= end) return payload;
    }
    return undefined;
  }
}

/**
 * The collector knows nothing of the core's memory: for it, views are a few bytes each. It hurries when
 * it is shown an enormous buffer, of which nothing is ever touched.
 */
function askForCollection() {
  const size = 2 ** 30;
  try {
    new ArrayBuffer(size, { maxByteLength: size });
  } catch {
    // Where there is no room for it, the collector comes when it comes.
  }
}
