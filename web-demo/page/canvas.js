/** A canvas whose pixels are those of the screen, whatever its size on the page. */
export class Canvas {
  /** @param {HTMLCanvasElement} element */
  constructor(element) {
    this.element = element;
    this.context = element.getContext('2d');
    this.#adapt();
    new ResizeObserver(() => this.#adapt()).observe(element);
  }

  #adapt() {
    const { clientWidth, clientHeight } = this.element;
    this.width = clientWidth;
    this.height = clientHeight;
    this.element.width = Math.round(clientWidth * devicePixelRatio);
    this.element.height = Math.round(clientHeight * devicePixelRatio);
    this.context.scale(devicePixelRatio, devicePixelRatio);
  }

  clear() {
    this.context.clearRect(0, 0, this.width, this.height);
  }

  /**
   * @param {string} name of a property of the style sheet
   * @returns {string} its color in the page's present theme
   */
  color(name) {
    this.element.style.color = `var(${name})`;
    return getComputedStyle(this.element).color;
  }
}

export const mayMove = !matchMedia('(prefers-reduced-motion: reduce)').matches;
