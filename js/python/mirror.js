/**
 * The client's files in a worker's own Python. Their bytes stay where they are, in the core's memory: a
 * file of the worker is a view of them, until the worker writes to it.
 */
import { Place } from './files.js';
import { loadLibraries } from './libraries.js';

/** @typedef {import('./files.js').Entry} Entry */

export class Mirror {
  #pyodide;
  #core;
  #seen = 0;
  /** By place: what keeps the bytes that files here are views of. @type {number[]} */
  #holds = [];
  /** The files here: which ones, and where their bytes are. @type {Map<string, { stamp: string, address: number }>} */
  #files = new Map();

  /**
   * @param {any} pyodide
   * @param {import('../core.js').Core} core
   */
  constructor(pyodide, core) {
    this.#pyodide = pyodide;
    this.#core = core;
    this.#copyOnWrite();
  }

  /** Whether the client has published anything since update(). */
  get isOld() {
    return this.#core.exports.backlit_publications() !== this.#seen;
  }

  /**
   * Makes the files here those of the client.
   * @returns {[changed: string[], folders: string[], work: string]} the files that were here before and
   *   now are others, or gone; where Python imports from; the working directory
   */
  update() {
    this.#seen = this.#core.exports.backlit_publications();
    const changes = this.#read(Place.CHANGES);
    const all = this.#read(Place.ALL);
    const wanted = new Map(all.files);
    if (changes.index.edition === all.index.edition) {
      for (const [path, file] of changes.files) wanted.set(path, file);
      for (const path of changes.index.gone) wanted.delete(path);
    }
    const changed = [];
    const added = [];
    for (const path of this.#files.keys()) {
      if (wanted.has(path)) continue;
      this.#pyodide.FS.unlink(path);
      this.#files.delete(path);
      changed.push(path);
    }
    for (const [path, { entry, bytes }] of wanted) {
      const stamp = entry.slice(2).join(' ');
      const address = bytes.byteOffset;
      const known = this.#files.get(path);
      if (known?.stamp === stamp && known.address === address) continue;
      this.#place(entry, bytes);
      this.#files.set(path, { stamp, address });
      if (known === undefined) added.push(path);
      else if (known.stamp !== stamp) changed.push(path);
    }
    loadLibraries(this.#pyodide, added);
    for (const hold of this.#holds) this.#core.exports.backlit_hold_end(hold);
    this.#holds = [changes.hold, all.hold];
    const { folders, work } = changes.index;
    return [changed, folders, work];
  }

  /**
   * @param {number} place
   * @returns {{ hold: number, index: import('./files.js').Index,
   *   files: Map<string, { entry: Entry, bytes: Uint8Array }> }}
   */
  #read(place) {
    const { exports } = this.#core;
    const hold = exports.backlit_published(place) >>> 0;
    const bytes = this.#core.payloadView(exports.backlit_held(hold) >>> 0);
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const index = JSON.parse(new TextDecoder().decode(bytes.slice(4, 4 + length)));
    const files = new Map();
    let at = 4 + length;
    for (const entry of index.files) {
      const [path, , , , size] = entry;
      files.set(path, { entry, bytes: bytes.subarray(at, at + size) });
      at += size;
    }
    return { hold, index, files };
  }

  /**
   * @param {Entry} entry
   * @param {Uint8Array} bytes
   */
  #place([path, mode, time], bytes) {
    const { FS } = this.#pyodide;
    const { exists, object } = FS.analyzePath(path);
    if (!exists) this.#makeFolder(path.slice(0, path.lastIndexOf('/')));
    const node = exists ? object : FS.mknod(path, mode, 0);
    node.mode = mode;
    node.contents = bytes;
    node.usedBytes = bytes.length;
    FS.utime(path, time, time);
  }

  /**
   * mkdirTree() tries to make each folder above, too, and fails slowly.
   * @param {string} path
   */
  #makeFolder(path) {
    const { FS } = this.#pyodide;
    if (path !== '' && !FS.analyzePath(path).exists) FS.mkdirTree(path);
  }

  /** A worker that writes to a file gets bytes of its own. */
  #copyOnWrite() {
    const { stream } = this.#pyodide.FS.filesystems.MEMFS.ops_table.file;
    const write = stream.write;
    stream.write = (/** @type {any[]} */ ...list) => {
      const { node } = list[0];
      if (node.contents?.buffer instanceof SharedArrayBuffer) {
        node.contents = node.contents.slice(0, node.usedBytes);
      }
      return write.apply(stream, list);
    };
  }
}
