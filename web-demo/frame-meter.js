/** Measures and draws how long each frame took: an animation that would show any stutter. */

const WINDOW = 5000; // milliseconds
const HIGHEST = 50; // milliseconds, at the top of the picture
const LATE = 1.5; // times the usual frame
const TEXT_INTERVAL = 250; // milliseconds

export class FrameMeter {
  #canvas;
  #context;
  #output;
  /** @type {{ at: number, length: number }[]} */
  #frames = [];
  #last = NaN;
  #lastText = 0;
  #usual = NaN;
  #colors = { usual: '', late: '' };
  #mayMove = !matchMedia('(prefers-reduced-motion: reduce)').matches;

  /**
   * @param {HTMLCanvasElement} canvas drawn in its `color`, late frames in its `caret-color`
   * @param {HTMLElement} output
   */
  constructor(canvas, output) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d');
    this.#output = output;
    this.#adapt();
    new ResizeObserver(() => this.#adapt()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#adapt());
    // A hidden page draws no frames: that is no lateness.
    document.addEventListener('visibilitychange', () => (this.#last = NaN));
  }

  #adapt() {
    const { color, caretColor } = getComputedStyle(this.#canvas);
    this.#colors = { usual: color, late: caretColor };
    this.#canvas.width = this.#canvas.clientWidth * devicePixelRatio;
    this.#canvas.height = this.#canvas.clientHeight * devicePixelRatio;
  }

  /** To be called in each frame. */
  tick() {
    const now = performance.now();
    if (!Number.isNaN(this.#last)) this.#frames.push({ at: now, length: now - this.#last });
    this.#last = now;
    while (this.#frames[0]?.at < now - WINDOW) this.#frames.shift();
    if (now - this.#lastText > TEXT_INTERVAL && this.#frames.length > 0) {
      this.#lastText = now;
      this.#write();
    }
    this.#draw(now);
  }

  #write() {
    const sorted = this.#frames.map(({ length }) => length).sort((a, b) => a - b);
    const quantile = (part) => sorted[Math.floor((sorted.length - 1) * part)];
    this.#usual = quantile(0.5);
    const late = sorted.filter((length) => this.#isLate(length)).length;
    this.#output.textContent =
      `Worst frame ${sorted.at(-1).toFixed(1)} ms, 99 % within ${quantile(0.99).toFixed(1)} ms, ` +
      `usual ${this.#usual.toFixed(1)} ms; ${late} of ${sorted.length} late`;
  }

  #isLate(length) {
    return length > LATE * this.#usual;
  }

  #draw(now) {
    const { width, height } = this.#canvas;
    const context = this.#context;
    context.clearRect(0, 0, width, height);
    const bar = Math.max((width / WINDOW) * this.#usual - 1, 1);
    for (const { at, length } of this.#frames) {
      context.fillStyle = this.#isLate(length) ? this.#colors.late : this.#colors.usual;
      const top = height * (1 - Math.min(length / HIGHEST, 1));
      context.fillRect(width * (1 - (now - at) / WINDOW) - bar, top, bar, height - top);
    }
    if (!this.#mayMove) return;
    const radius = height / 8;
    const swing = Math.abs(((now / 1500) % 2) - 1);
    context.beginPath();
    context.arc(radius + swing * (width - 2 * radius), 1.5 * radius, radius, 0, 2 * Math.PI);
    context.fillStyle = this.#colors.usual;
    context.fill();
  }
}
