/** How long the last frames took. */

const LATE = 1.5; // times the usual frame

export class FrameTimes {
  #window;
  /** @type {{ at: number, length: number }[]} */
  list = [];
  usual = NaN;
  #last = NaN;

  /** @param {number} window milliseconds that are looked back */
  constructor(window) {
    this.#window = window;
    // A hidden page draws no frames: that is no lateness.
    document.addEventListener('visibilitychange', () => (this.#last = NaN));
  }

  /** To be called in each frame. @param {number} now */
  add(now) {
    if (!Number.isNaN(this.#last)) this.list.push({ at: now, length: now - this.#last });
    this.#last = now;
    while (this.list[0]?.at < now - this.#window) this.list.shift();
  }

  clear() {
    this.list = [];
  }

  /** @returns {{ rate: number, within: number, worst: number, late: number }} */
  summary() {
    const sorted = this.list.map(({ length }) => length).sort((a, b) => a - b);
    const quantile = (part) => sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
    // The shorter half is left alone by whatever makes some frames late.
    this.usual = quantile(0.25);
    const total = sorted.reduce((sum, length) => sum + length, 0);
    return {
      rate: total > 0 ? (sorted.length * 1000) / total : 0,
      within: quantile(0.99),
      worst: sorted.at(-1) ?? 0,
      late: sorted.filter((length) => this.isLate(length)).length,
    };
  }

  /** @param {number} length */
  isLate(length) {
    return length > LATE * Math.max(this.usual, 16.7);
  }
}
