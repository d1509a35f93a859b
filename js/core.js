/**
 * The core as one thread sees it: its functions, its memory, and the exchange, which is where values
 * pass between the two. Both the clients and the workers have one.
 */
import { decode, encode, encodeThrown } from './codec.js';
import { OutOfMemoryError, RemoteError, errorOf } from './errors.js';
import { Kind } from './generated/core.js';
import { readKernelValue, writeKernelValues } from './kernel-values.js';
import { SharedArrays } from './shared-arrays.js';

/** @typedef {import('./generated/core.js').CoreExports} CoreExports */

// Where the fields of struct backlit_exchange lie, in units of the view that reads them.
const NUMBER = 0; // float64
const FRACTION = 1;
const QUEUED = 2;
const STARTED = 3;
const ENDED = 4;
const KIND = 10; // int32, from here on
const FUNCTION = 11;
const STATE = 12;
const RUNG = 13;
const PAYLOAD = 14;
const HAS_PROGRESS = 15;
const ATTEMPT = 16;
const CANCEL_REQUESTED = 17;
const RETRY_FILTER = 18;

// Of struct backlit_options: its first fields are float64, the others int32.
const OPTIONS_DOUBLES = 8;
const OPTIONS_SIZE = 88;

const HEAD = 12; // of an encoded payload, without the lengths of its buffers

const SMALL = 256;

/** Small messages are read from here: to make an array for one takes longer than to read it. */
const scratch = new Uint8Array(SMALL);

/**
 * A few bytes are copied faster by hand than by set(), which needs an array made for them.
 * @param {Uint8Array} source
 * @param {number} from
 * @param {Uint8Array} target
 * @param {number} to
 * @param {number} length
 */
function copy(source, from, target, to, length) {
  if (length > SMALL) target.set(source.subarray(from, from + length), to);
  else for (let index = 0; index < length; index++) target[to + index] = source[from + index];
}

const align = (/** @type {number} */ size) => Math.ceil(size / 16) * 16; // beyond 2 GiB too

export class Core {
  /**
   * @param {CoreExports} exports
   * @param {WebAssembly.Memory} memory
   */
  constructor(exports, memory) {
    this.exports = exports;
    this.memory = memory;
    this.bytes = new Uint8Array(memory.buffer);
    const exchange = exports.backlit_exchange() >>> 0;
    // The exchange never moves, so views of the memory as it is now serve for ever.
    this.numbers = new Float64Array(memory.buffer, exchange, 5);
    this.integers = new Int32Array(memory.buffer, exchange, 19);
    this.words = new Int32Array(memory.buffer);
    /** How far a payload's bytes are from its address; learnt from the first one. */
    this.payloadHead = 0;
    // By their numbers, which are this runtime's: a later one in the same thread gives others.
    /** The functions that this thread has loaded. @type {import('./worker/functions.js').Loaded[]} */
    this.functions = [];
    /** @type {ReturnType<typeof import('./worker/retry-filter.js').makeFilter>[]} */
    this.retryFilters = [];
    this.arrays = new SharedArrays(this);
    this.hooks = {
      locate: (/** @type {ArrayBufferView} */ view) => this.arrays.locate(view),
      open: this.arrays.open.bind(this.arrays),
      RemoteError,
    };
  }

  /**
   * A view of this much of the memory, as it is after any growth.
   * @param {number} address
   * @param {number} size
   */
  view(address, size) {
    this.cover(address + size);
    return this.bytes.subarray(address, address + size);
  }

  /**
   * Makes `bytes` and `words` reach as far as this: they are of the memory before it grew.
   * @param {number} end
   */
  cover(end) {
    if (end <= this.bytes.length) return;
    this.bytes = new Uint8Array(this.memory.buffer);
    this.words = new Int32Array(this.memory.buffer);
  }

  /**
   * The bytes of a payload.
   * @param {number} payload
   */
  payloadView(payload) {
    const size = this.exports.backlit_payload_size(payload) >>> 0;
    return this.view(this.exports.backlit_payload_bytes(payload) >>> 0, size);
  }

  /**
   * Writes struct backlit_options.
   * @param {number[]} fields
   */
  writeOptions(fields) {
    const start = this.exports.backlit_client_options() >>> 0;
    this.cover(start + OPTIONS_SIZE);
    const integers = fields.slice(OPTIONS_DOUBLES);
    const integersStart = start + 8 * OPTIONS_DOUBLES;
    new Float64Array(this.bytes.buffer, start, OPTIONS_DOUBLES).set(
      fields.slice(0, OPTIONS_DOUBLES),
    );
    new Int32Array(this.bytes.buffer, integersStart, integers.length).set(integers);
  }

  /** @returns {number} */
  get number() {
    return this.numbers[NUMBER];
  }

  set number(value) {
    this.numbers[NUMBER] = value;
  }

  /** @returns {number} */
  get kind() {
    return this.integers[KIND];
  }

  set kind(kind) {
    this.integers[KIND] = kind;
  }

  /** The payload in the exchange. */
  get payload() {
    return this.integers[PAYLOAD] >>> 0;
  }

  set payload(payload) {
    this.integers[PAYLOAD] = payload;
  }

  /** @returns {number} */
  get state() {
    return this.integers[STATE];
  }

  /** @returns {number} */
  get rung() {
    return this.integers[RUNG];
  }

  /** Of a task that a worker has taken: which attempt it is; else how many there were. @returns {number} */
  get attempt() {
    return this.integers[ATTEMPT];
  }

  /** @returns {number} */
  get retryFilter() {
    return this.integers[RETRY_FILTER];
  }

  get cancelRequested() {
    return this.integers[CANCEL_REQUESTED] !== 0;
  }

  /** When the task was queued; NaN, like the next two, for what has not happened. @returns {number} */
  get queued() {
    return this.numbers[QUEUED];
  }

  /** When its first attempt began. @returns {number} */
  get started() {
    return this.numbers[STARTED];
  }

  /** @returns {number} */
  get ended() {
    return this.numbers[ENDED];
  }

  /** The bytes of these three, always. */
  get times() {
    return this.view(this.numbers.byteOffset + QUEUED * 8, 24);
  }

  get hasProgress() {
    return this.integers[HAS_PROGRESS] !== 0;
  }

  /** @returns {number} */
  get fraction() {
    return this.numbers[FRACTION];
  }

  /** @returns {number} */
  get function() {
    return this.integers[FUNCTION];
  }

  set function(number) {
    this.integers[FUNCTION] = number;
  }

  /**
   * Room for a payload, left in the exchange under this kind.
   * @param {number} kind
   * @param {number} size
   * @param {number[]} references payloads of arrays that this one refers to
   * @returns {number} the address of its bytes
   */
  createPayload(kind, size, references) {
    const payload = this.exports.backlit_payload_create(size, references.length) >>> 0;
    if (payload === 0) throw new OutOfMemoryError();
    references.forEach((array, index) => this.exports.backlit_payload_refer(payload, index, array));
    this.integers[KIND] = kind;
    this.integers[PAYLOAD] = payload;
    this.payloadHead ||= (this.exports.backlit_payload_bytes(payload) >>> 0) - payload;
    const start = payload + this.payloadHead;
    this.cover(start + size);
    return start;
  }

  /**
   * A payload that is UTF-8 text. The exchange stays as it is.
   * @param {string} text
   * @returns {number}
   */
  createText(text) {
    const bytes = new TextEncoder().encode(text);
    const payload = this.exports.backlit_payload_create(bytes.length, 0) >>> 0;
    if (payload === 0) throw new OutOfMemoryError();
    this.payloadView(payload).set(bytes);
    return payload;
  }

  /** Gives up the payload in the exchange, which the core did not take. */
  dropPayload() {
    this.exports.backlit_payload_release(this.integers[PAYLOAD]);
    this.integers[PAYLOAD] = 0;
  }

  /**
   * Writes a value that needs no codec; false if it does.
   * @param {any} value
   */
  #writeScalar(value) {
    this.integers[PAYLOAD] = 0;
    switch (typeof value) {
      case 'number':
        this.numbers[NUMBER] = value;
        this.integers[KIND] = Kind.NUMBER;
        return true;
      case 'boolean':
        this.integers[KIND] = value ? Kind.TRUE : Kind.FALSE;
        return true;
      case 'undefined':
        this.integers[KIND] = Kind.EMPTY;
        return true;
      default:
        this.integers[KIND] = Kind.NULL;
        return value === null;
    }
  }

  /**
   * The lengths, int32: of the encoded value, how many buffers, how many references, of each buffer;
   * then the encoded value; then the buffers, aligned. Each is copied once.
   * @param {import('./codec.js').Encoded} encoded
   */
  #writeEncoded({ bytes, length, buffers, references }) {
    const head = HEAD + 4 * buffers.length;
    let size = head + length;
    for (const buffer of buffers) size = align(size) + buffer.length;
    const start = this.createPayload(Kind.ENCODED, size, references);
    const lengths = start >>> 2;
    this.words[lengths] = length;
    this.words[lengths + 1] = buffers.length;
    this.words[lengths + 2] = references.length;
    copy(bytes, 0, this.bytes, start + head, length);
    let offset = head + length;
    buffers.forEach((buffer, index) => {
      this.words[lengths + 3 + index] = buffer.length;
      offset = align(offset);
      this.bytes.set(buffer, start + offset);
      offset += buffer.length;
    });
  }

  /**
   * @param {any} value
   * @param {string} name of the value, in error messages
   */
  writeValue(value, name) {
    if (!this.#writeScalar(value)) this.#writeEncoded(encode(value, this.hooks, name));
  }

  /** @param {any[]} list */
  writeArguments(list) {
    if (list.length === 0) this.#writeScalar(undefined);
    else if (list.length > 1 || list[0] === undefined || !this.#writeScalar(list[0])) {
      this.#writeEncoded(encode(list, this.hooks, 'arguments'));
    }
  }

  /** @param {any[]} list */
  writeKernelArguments(list) {
    const scalar = list.length <= 1 && typeof list[0] !== 'object' && typeof list[0] !== 'string';
    if (!scalar || !this.#writeScalar(list[0])) writeKernelValues(this, list);
  }

  /** @param {unknown} thrown */
  writeThrown(thrown) {
    try {
      this.#writeEncoded(encodeThrown(thrown, this.hooks));
    } catch (error) {
      this.writeFailure(error);
    }
  }

  /**
   * Without any payload: only the code of one of the core's own errors.
   * @param {any} error
   */
  writeFailure(error) {
    this.integers[KIND] = Kind.FAILURE;
    this.integers[PAYLOAD] = 0;
    this.numbers[NUMBER] = error?.constructor?.code ?? OutOfMemoryError.code;
  }

  /** The value in the exchange. @returns {any} */
  readValue() {
    switch (this.integers[KIND]) {
      case Kind.NUMBER:
        return this.numbers[NUMBER];
      case Kind.TRUE:
        return true;
      case Kind.FALSE:
        return false;
      case Kind.NULL:
        return null;
      case Kind.ENCODED:
        return this.#readEncoded();
      case Kind.VALUES:
        return readKernelValue(this, this.payload);
      case Kind.FAILURE:
        return this.#readFailure();
      default:
        return undefined;
    }
  }

  /** @returns {any[]} */
  readArguments() {
    switch (this.integers[KIND]) {
      case Kind.EMPTY:
        return [];
      case Kind.ENCODED:
        return this.#readEncoded();
      default:
        return [this.readValue()];
    }
  }

  #readEncoded() {
    const { payload } = this;
    this.payloadHead ||= (this.exports.backlit_payload_bytes(payload) >>> 0) - payload;
    const start = payload + this.payloadHead;
    this.cover(start + HEAD);
    const lengths = start >>> 2;
    const length = this.words[lengths];
    const buffers = this.words[lengths + 1];
    const head = HEAD + 4 * buffers;
    this.cover(start + (this.exports.backlit_payload_size(payload) >>> 0));
    const takeBuffer = (/** @type {number} */ index) => {
      let at = align(head + length);
      for (let before = 0; before < index; before++) {
        at = align(at + this.words[lengths + 3 + before]);
      }
      // slice() of a shared array gives an unshared one.
      const end = start + at + this.words[lengths + 3 + index];
      return /** @type {ArrayBuffer} */ (this.bytes.slice(start + at, end).buffer);
    };
    const from = start + head;
    let message = scratch;
    if (length > SMALL) message = this.bytes.slice(from, from + length);
    else copy(this.bytes, from, scratch, 0, length);
    const references = this.#references(payload, this.words[lengths + 2]);
    return decode(message, takeBuffer, this.hooks, references);
  }

  #readFailure() {
    const payload = this.payload;
    return errorOf(this.numbers[NUMBER], payload === 0 ? undefined : this.readText(payload));
  }

  /** @param {number} payload that is UTF-8 text */
  readText(payload) {
    return new TextDecoder().decode(this.payloadView(payload).slice());
  }

  /**
   * @param {number} payload
   * @param {number} count
   */
  #references(payload, count) {
    const references = [];
    for (let index = 0; index < count; index++) {
      references.push(this.exports.backlit_payload_referred(payload, index) >>> 0);
    }
    return references;
  }

  /**
   * Writes text for the core to read during `use`.
   * @template T
   * @param {string} text
   * @param {(address: number, length: number) => T} use
   */
  withText(text, use) {
    const bytes = new TextEncoder().encode(text);
    const address = this.exports.backlit_allocate(bytes.length + 1) >>> 0;
    if (address === 0) throw new OutOfMemoryError();
    this.view(address, bytes.length).set(bytes);
    try {
      return use(address, bytes.length);
    } finally {
      this.exports.backlit_free(address);
    }
  }
}
