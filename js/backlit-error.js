/** What all of backlit's own errors are. */
export class BacklitError extends Error {
  static {
    this.prototype.name = 'BacklitError';
  }
}
