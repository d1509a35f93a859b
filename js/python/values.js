/**
 * Python's values on their way through the core. Small whole numbers, None, True and False need no
 * payload; all others are pickles, written and read by backlit/codec.py. A payload has the pickle, and if
 * buffers are out of band, before it the lengths of all, and the buffers after it.
 */
import { errorOf } from '../errors.js';
import { Kind, errorClasses } from '../generated/core.js';

/** @typedef {import('../core.js').Core} Core */

/** Instead of how many buffers there are: the payload is the text of an error. */
export const TEXT = -1;

export class Values {
  /** @param {Core} core */
  constructor(core) {
    this.core = core;
  }

  /**
   * A view of a new payload, which is in the exchange from now on; undefined: the memory is full.
   * @param {number} size in bytes
   * @param {number} buffers how many are out of band
   * @param {number[]} references other payloads that live as long
   */
  create(size, buffers, ...references) {
    const { core } = this;
    const payload = this.allocate(size, references.length);
    if (payload === 0) return undefined;
    references.forEach((each, index) => core.exports.backlit_payload_refer(payload, index, each));
    core.kind = Kind.ENCODED;
    core.payload = payload;
    core.number = buffers;
    return this.bytes(payload);
  }

  /**
   * A payload that is not in the exchange; 0: the memory is full.
   * @param {number} size in bytes
   * @param {number} [references] how many it has room for
   * @returns {number}
   */
  allocate(size, references = 0) {
    return this.core.exports.backlit_payload_create(size, references) >>> 0;
  }

  /** @param {number} payload */
  release(payload) {
    this.core.exports.backlit_payload_release(payload);
  }

  /** @param {any} value a number, true, false or undefined */
  writeScalar(value) {
    this.core.writeValue(value, '');
  }

  /**
   * What the exchange has: a number, a boolean, undefined, or the bytes of a payload.
   * @returns {number | boolean | undefined | Uint8Array}
   */
  read() {
    const { core } = this;
    if (core.kind === Kind.ENCODED) return this.bytes(core.payload);
    return core.kind === Kind.NULL ? undefined : core.readValue();
  }

  /** How many buffers the payload in the exchange has out of band. */
  buffers() {
    return this.core.number;
  }

  /** @param {number} payload */
  bytes(payload) {
    return this.core.payloadView(payload);
  }

  /**
   * The address of the first payload that the one in the exchange refers to.
   * @returns {number}
   */
  referred() {
    return this.core.exports.backlit_payload_referred(this.core.payload, 0) >>> 0;
  }

  /** Whether the exchange has one of the core's own errors. */
  hasFailed() {
    return this.core.kind === Kind.FAILURE;
  }

  /** The code of that. */
  errorCode() {
    return this.core.number;
  }

  /** @param {string} name of the class of an error of the core */
  codeOf(name) {
    for (const [code, Class] of errorClasses) if (Class.prototype.name === name) return code;
    return 0;
  }

  /**
   * The class and the message of an error of the core.
   * @param {number} code
   * @returns {[string, string]}
   */
  describe(code) {
    const { name, message } = errorOf(code);
    return [name, message];
  }
}
