/**
 * What C kernels print. Emscripten would hand it to the supervisor's thread and wait; here each thread
 * writes to its own console, line by line.
 */

/** The unfinished line of stdout and of stderr. */
const lines = ['', '', ''];

/**
 * The system call fd_write of WASI: `vectors` are pairs of address and length.
 * @param {WebAssembly.Memory} memory
 * @param {number} descriptor 1 stdout, 2 stderr
 * @param {number} vectors
 * @param {number} count
 * @param {number} written where the number of bytes goes
 */
export function writeOutput(memory, descriptor, vectors, count, written) {
  const words = new Uint32Array(memory.buffer);
  let size = 0;
  for (let index = 0; index < count; index++) {
    const address = words[(vectors >>> 2) + 2 * index];
    const length = words[(vectors >>> 2) + 2 * index + 1];
    lines[descriptor] += new TextDecoder().decode(
      new Uint8Array(memory.buffer, address, length).slice(),
    );
    size += length;
  }
  words[written >>> 2] = size;
  const complete = lines[descriptor].split('\n');
  lines[descriptor] = complete.pop() ?? '';
  for (const line of complete) (descriptor === 2 ? console.error : console.log)(line);
  return 0;
}
