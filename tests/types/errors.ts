/** The classes of errors. */
import {
  BacklitError,
  CancelledError,
  DataCloneError,
  KernelArgumentError,
  KernelError,
  OutOfMemoryError,
  QueueFullError,
  RemoteError,
  TooManyFunctionsError,
  TooManyTasksError,
  UnknownKernelError,
  WorkerLostError,
} from 'backlit';
import { expectType } from './expect.js';

const own = [
  CancelledError,
  KernelArgumentError,
  KernelError,
  OutOfMemoryError,
  QueueFullError,
  RemoteError,
  TooManyFunctionsError,
  TooManyTasksError,
  UnknownKernelError,
  WorkerLostError,
];

export function describe(error: unknown): string {
  for (const Class of own) {
    if (error instanceof Class) {
      const general: BacklitError = error;
      return general.message;
    }
  }
  if (error instanceof BacklitError) {
    const general: Error = error;
    return general.name;
  }
  if (error instanceof DataCloneError) {
    const typed: TypeError = error;
    expectType<string>()(error.path);
    return typed.message;
  }
  // @ts-expect-error here it is anything
  return error.message;
}
