/** backlit: background tasks for user interfaces that poll. */
export { start, shutdown, diagnose, sharedArray } from './runtime.js';
export { run, options } from './run.js';
export { asCompleted, map, runMany } from './fan-out.js';
export { remote, kernel } from './functions.js';
export { TaskManager, getDefaultManager } from './task-manager.js';
export { sessionTasks } from './session-tasks.js';
export { summarize } from './summarize.js';
export {
  Scheduler,
  getDefaultScheduler,
  scheduleCron,
  scheduleInterval,
  shutdownScheduler,
  startScheduler,
} from './scheduler.js';
export { ScheduledTask } from './scheduled-task.js';
export { RetryPolicy } from './retry-policy.js';
export { Task } from './background-task.js';
export { TaskStatus } from './task-status.js';
export {
  BacklitError,
  CancelledError,
  DataCloneError,
  KernelArgumentError,
  KernelError,
  OutOfMemoryError,
  QueueFullError,
  RemoteError,
  TimeoutError,
  TooManyFunctionsError,
  TooManyTasksError,
  UnknownKernelError,
  WorkerLostError,
} from './errors.js';

/**
 * @typedef {import('./runtime.js').StartOptions} StartOptions
 * @typedef {import('./task-settings.js').TaskOptions} TaskOptions
 * @typedef {import('./retry-policy.js').RetryFields} RetryFields
 * @typedef {import('./scheduler.js').ScheduleOptions} ScheduleOptions
 * @typedef {import('./summarize.js').TaskSummary} TaskSummary
 */
