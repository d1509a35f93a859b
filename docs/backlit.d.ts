/**
 * `import { run } from 'backlit'`: for the program that starts tasks and looks at them.
 *
 * The types that the reference describes are those of the package, and those that they refer to.
 *
 * @module backlit
 */
export * from '../js/index.js';
export type { TaskTimings } from '../js/background-task.js';
export type { EndedTask } from '../js/in-order-of-end.js';
export type { Results } from '../js/results.js';
export type { RetryFields } from '../js/retry-policy.js';
export type { Diagnosis, StartOptions } from '../js/runtime.js';
export type { ScheduleCounts } from '../js/scheduled-task.js';
export type { JobOptions, ScheduleOptions } from '../js/scheduler.js';
export type { TaskSummary } from '../js/summarize.js';
export type { TaskOptions } from '../js/task-settings.js';
export type { TaskStatusName } from '../js/task-status.js';
