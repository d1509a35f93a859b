/** The errors that a user of backlit can meet. */
import { BacklitError } from './backlit-error.js';
import { errorClasses } from './generated/core.js';

export { BacklitError };
export { DataCloneError } from './codec.js';
export {
  CancelledError,
  KernelArgumentError,
  KernelError,
  OutOfMemoryError,
  QueueFullError,
  TimeoutError,
  TooManyFunctionsError,
  TooManyTasksError,
  UnknownKernelError,
  WorkerLostError,
} from './generated/core.js';

/** Stands for something that was thrown in a worker and cannot be sent: it has its text. */
export class RemoteError extends BacklitError {
  static {
    this.prototype.name = 'RemoteError';
  }
}

/**
 * @param {number} code one of the core's, negative
 * @param {string} [message] instead of the table's
 */
export function errorOf(code, message) {
  const Class = errorClasses.get(code);
  return Class ? new Class(message) : new BacklitError(`the core reported the error ${code}`);
}

/**
 * Gives back what a call of the core returned, unless that is an error.
 * @param {number} result
 */
export function checked(result) {
  if (result < 0) throw errorOf(result);
  return result;
}
