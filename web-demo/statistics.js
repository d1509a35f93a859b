/**
 * Counts flights by distance and delay. Only whole numbers are added up, so partial tables merge in
 * any order to exactly the same result.
 *
 * The text is a JSON array of flat records without strings: a brace always is a record's border.
 */

const DISTANCES = { width: 500, bins: 10 }; // miles
export const DELAYS = { first: -512, count: 2048 }; // minutes
const HISTOGRAM = { first: -40, width: 10, bins: 20 }; // what is beyond belongs to the outer bins
const PIECE = 1 << 18; // bytes that are parsed at a time, between two reports of progress

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

export function emptyTable() {
  return new Uint32Array(DISTANCES.bins * DELAYS.count);
}

/**
 * @param {Uint8Array} bytes
 * @param {number} parts
 * @returns {Uint8Array[]} views of about the same length, each from a record's start to a record's end
 */
export function splitRecords(bytes, parts) {
  const start = bytes.indexOf(OPEN_BRACE);
  const end = bytes.lastIndexOf(CLOSE_BRACE) + 1;
  const chunks = [];
  let from = start;
  for (let part = 1; part <= parts && from >= 0 && from < end; part++) {
    const aim = start + Math.floor(((end - start) * part) / parts) - 1;
    const to = bytes.indexOf(CLOSE_BRACE, Math.max(aim, from)) + 1;
    chunks.push(bytes.subarray(from, to));
    from = to + 1;
  }
  return chunks;
}

/**
 * @param {Uint8Array} bytes records, as splitRecords() gives them
 * @param {(flights: number, fraction: number) => void} [report] called now and then
 * @returns {Uint32Array} a table of counts
 */
export function tabulate(bytes, report = () => {}) {
  const table = emptyTable();
  const decoder = new TextDecoder();
  const pieces = splitRecords(bytes, Math.ceil(bytes.length / PIECE));
  let flights = 0;
  for (const [index, piece] of pieces.entries()) {
    // A copy, since browsers decode no shared memory.
    for (const flight of JSON.parse(`[${decoder.decode(piece.slice())}]`)) {
      flights++;
      table[cell(flight, flights)]++;
    }
    report(flights, (index + 1) / pieces.length);
  }
  return table;
}

function cell({ delay, distance }, number) {
  const row = Math.floor(distance / DISTANCES.width);
  const column = delay - DELAYS.first;
  if (!Number.isInteger(distance) || row < 0 || row >= DISTANCES.bins) {
    throw new TypeError(`flight ${number} has a distance of ${distance}`);
  }
  if (!Number.isInteger(delay) || column < 0 || column >= DELAYS.count) {
    throw new TypeError(`flight ${number} has a delay of ${delay}`);
  }
  return row * DELAYS.count + column;
}

/**
 * @param {Uint32Array} total is added to
 * @param {Uint32Array} part
 */
export function merge(total, part) {
  for (let index = 0; index < total.length; index++) total[index] += part[index];
  return total;
}

/**
 * @param {Uint32Array} table
 * @returns {{ flights: number, histogram: Bin[], distances: Row[] }}
 *
 * @typedef {{ label: string, from: number, flights: number }} Bin from: minutes
 *
 * @typedef {object} Row the flights of one range of distances, their delays in minutes
 * @property {number} row of the table
 * @property {string} label
 * @property {number} flights
 * @property {number} mean
 * @property {number} median
 * @property {number} ninth nine of ten flights are at most so late
 * @property {number} worst
 */
export function summarise(table) {
  const histogram = new Array(HISTOGRAM.bins).fill(0);
  const distances = [];
  for (let row = 0; row < DISTANCES.bins; row++) {
    const counts = table.subarray(row * DELAYS.count, (row + 1) * DELAYS.count);
    counts.forEach((flights, index) => (histogram[histogramBin(index)] += flights));
    distances.push({ row, label: distanceLabel(row), ...describe(counts) });
  }
  return {
    flights: distances.reduce((sum, { flights }) => sum + flights, 0),
    histogram: histogram.map((flights, bin) => ({
      label: histogramLabel(bin),
      from: HISTOGRAM.first + bin * HISTOGRAM.width,
      flights,
    })),
    distances: distances.filter(({ flights }) => flights > 0),
  };
}

function describe(counts) {
  let flights = 0;
  let sum = 0;
  let worst = NaN;
  counts.forEach((count, index) => {
    if (count === 0) return;
    worst = index + DELAYS.first;
    flights += count;
    sum += count * worst;
  });
  return {
    flights,
    mean: sum / flights,
    median: quantile(counts, flights / 2),
    ninth: quantile(counts, flights * 0.9),
    worst,
  };
}

/** The delay that `rank` of the flights do not exceed. */
function quantile(counts, rank) {
  let seen = 0;
  return DELAYS.first + counts.findIndex((count) => (seen += count) >= rank && count > 0);
}

function histogramBin(index) {
  const bin = Math.floor((index + DELAYS.first - HISTOGRAM.first) / HISTOGRAM.width);
  return Math.min(Math.max(bin, 0), HISTOGRAM.bins - 1);
}

function histogramLabel(bin) {
  const from = HISTOGRAM.first + bin * HISTOGRAM.width;
  if (bin === 0) return `below ${from + HISTOGRAM.width}`;
  if (bin === HISTOGRAM.bins - 1) return `${from} or more`;
  return `${from} to ${from + HISTOGRAM.width - 1}`;
}

function distanceLabel(row) {
  const from = row * DISTANCES.width;
  return `${from}–${from + DISTANCES.width - 1}`;
}
