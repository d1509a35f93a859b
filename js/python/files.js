/**
 * The files that a client's Python imports from, published in the core's memory for its workers: all of
 * them once, and from then on what has changed since. Noticing changes costs nothing while there are
 * none: the interpreter's file system tells of them.
 */
import { OutOfMemoryError } from '../errors.js';

/** The two places where files are published. */
export const Place = Object.freeze({ ALL: 0, CHANGES: 1 });

/** Compiled extensions look for the libraries that they need here. */
const LIBRARIES = '/usr/lib';

/** Python writes these by itself, also while it only reads. */
const isByproduct = (/** @type {string} */ name) => name.endsWith('.pyc') || name === '__pycache__';

/** Changes of more than this share of all files are published as all files. */
const MOST_CHANGED = 1 / 4;

/**
 * @typedef {{ mode: number, time: number, version: number, bytes: Uint8Array }} File
 *
 * What is published: the length of the index, uint32; the index, JSON; the bytes of all files. Files that
 * are gone and the folders that Python imports from are only in that of the changes, which belong to the
 * edition of all files.
 * @typedef {[path: string, mode: number, time: number, version: number, size: number]} Entry
 * @typedef {{ edition: number, files: Entry[], gone: string[], folders: string[], work: string }} Index
 */

export class Files {
  #pyodide;
  #core;
  /** Where Python imports from. @type {string[]} */
  #folders = [];
  /** The nodes of those folders. */
  #roots = new Set();
  #hasChanged = true;
  /** Told to the workers with the changes: to which files they belong. */
  #edition = 0;
  /** What was published as all files. @type {Map<string, File>} */
  #all = new Map();
  /** @type {() => void} */
  #unfollow;

  /**
   * @param {any} pyodide the interpreter
   * @param {import('../core.js').Core} core
   */
  constructor(pyodide, core) {
    this.#pyodide = pyodide;
    this.#core = core;
    this.#unfollow = this.#followChanges();
  }

  close() {
    this.#unfollow();
  }

  /** @param {Iterable<string>} folders where Python imports from: `sys.path` */
  useFolders(folders) {
    this.#folders = [...folders];
    this.#hasChanged = true;
  }

  publishChanges() {
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    const files = this.#collect();
    const changed = new Map(
      [...files].filter(([path, file]) => !isSame(file, this.#all.get(path))),
    );
    const gone = [...this.#all.keys()].filter((path) => !files.has(path));
    if (this.#edition > 0 && changed.size + gone.length <= files.size * MOST_CHANGED) {
      this.#publish(Place.CHANGES, changed, gone);
    } else {
      this.#edition++;
      this.#all = files;
      this.#publish(Place.ALL, files, []);
      this.#publish(Place.CHANGES, new Map(), []);
    }
  }

  /**
   * @param {number} place
   * @param {Map<string, File>} files
   * @param {string[]} gone
   */
  #publish(place, files, gone) {
    const { exports } = this.#core;
    /** @type {Index} */
    const index = {
      edition: this.#edition,
      files: [...files].map(([path, { mode, time, version, bytes }]) => {
        return [path, mode, time, version, bytes.length];
      }),
      gone,
      folders: this.#folders,
      work: this.#pyodide.FS.cwd(),
    };
    const head = new TextEncoder().encode(JSON.stringify(index));
    const parts = [head, ...[...files.values()].map(({ bytes }) => bytes)];
    const size = parts.reduce((sum, { length }) => sum + length, 4);
    const payload = exports.backlit_payload_create(size, 0) >>> 0;
    if (payload === 0) throw new OutOfMemoryError();
    const view = this.#core.payloadView(payload);
    new DataView(view.buffer, view.byteOffset).setUint32(0, head.length, true);
    let at = 4;
    for (const part of parts) {
      view.set(part, at);
      at += part.length;
    }
    exports.backlit_publish(place, payload);
  }

  #collect() {
    const { FS } = this.#pyodide;
    /** @type {Map<string, File>} */
    const files = new Map();
    this.#roots.clear();
    for (const folder of [...this.#folders, LIBRARIES]) {
      const path = folder === '' ? FS.cwd() : folder;
      if (path === '/' || !path.startsWith('/')) continue;
      const { exists, object } = FS.analyzePath(path);
      if (!exists || !FS.isDir(object.mode)) continue;
      this.#roots.add(object);
      this.#collectFrom(FS.getPath(object), object, files);
    }
    return files;
  }

  /**
   * @param {string} path
   * @param {any} folder
   * @param {Map<string, File>} files
   */
  #collectFrom(path, folder, files) {
    const { FS } = this.#pyodide;
    const isOwn = folder.contents !== undefined && folder.node_ops.readdir !== undefined;
    for (const name of FS.readdir(path)) {
      if (name === '.' || name === '..') continue;
      const child = `${path}/${name}`;
      const node = isOwn ? folder.contents[name] : FS.lookupPath(child, { follow: true }).node;
      if (node === undefined) continue;
      if (FS.isDir(node.mode)) this.#collectFrom(child, node.mounted?.mount.root ?? node, files);
      else if (FS.isFile(node.mode)) files.set(child, fileOf(FS, child, node));
    }
  }

  /** Notices whatever changes in one of the folders. */
  #followChanges() {
    const { ops_table: table } = this.#pyodide.FS.filesystems.MEMFS;
    const notice = (/** @type {any} */ node, /** @type {string} */ name) => {
      if (this.#hasChanged || isByproduct(name)) return;
      for (let above = node; ; above = above.parent) {
        if (this.#roots.has(above)) this.#hasChanged = true;
        if (this.#hasChanged || above.parent === above) return;
      }
    };
    const undo = [
      after(table.dir.node, 'mknod', (parent, name) => notice(parent, name)),
      after(table.dir.node, 'symlink', (parent, name) => notice(parent, name)),
      after(table.dir.node, 'unlink', (parent, name) => notice(parent, name)),
      after(table.dir.node, 'rmdir', (parent, name) => notice(parent, name)),
      after(table.dir.node, 'rename', (node, parent, name) => notice(parent, name)),
      after(table.file.node, 'setattr', (node) => touch(node, notice)),
      after(table.file.stream, 'write', ({ node }) => touch(node, notice)),
    ];
    return () => undo.forEach((each) => each());
  }
}

/** Counts the changes of files, as two may fall into the same millisecond. */
const versions = new WeakMap();

/**
 * @param {any} node of a file
 * @param {(node: any, name: string) => void} notice
 */
function touch(node, notice) {
  versions.set(node, (versions.get(node) ?? 0) + 1);
  notice(node.parent, node.name);
}

/**
 * @param {any} FS
 * @param {string} path
 * @param {any} node
 * @returns {File}
 */
function fileOf(FS, path, node) {
  const isInMemory = node.usedBytes !== undefined;
  const { buffer, byteOffset } = node.contents ?? {};
  const bytes =
    isInMemory && buffer ? new Uint8Array(buffer, byteOffset, node.usedBytes) : FS.readFile(path);
  const time = isInMemory ? (node.mtime ?? node.timestamp) : FS.stat(path).mtime.getTime();
  const version = versions.get(node) ?? 0;
  return { mode: node.mode, time, version, bytes };
}

/**
 * @param {File} file
 * @param {File | undefined} other
 */
function isSame(file, other) {
  return (
    file.time === other?.time &&
    file.version === other.version &&
    file.bytes.length === other.bytes.length
  );
}

/**
 * Has something called after a method; gives back how to undo that.
 * @param {any} object
 * @param {string} method
 * @param {(...list: any[]) => void} follow
 */
function after(object, method, follow) {
  const original = object[method];
  object[method] = (/** @type {any[]} */ ...list) => {
    const result = original.apply(object, list);
    follow(...list);
    return result;
  };
  return () => (object[method] = original);
}
