import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  coreModule,
  enumerationsIn,
  errorsIn,
  exportList,
  functionsIn,
} from '../../scripts/generate.js';

const header = `
#define BACKLIT_API __attribute__((visibility("default")))

// generated: js
enum backlit_task_state {
  BACKLIT_TASK_STATE_PENDING = 0, // written by submit
  BACKLIT_TASK_STATE_RUNNING,
  BACKLIT_TASK_STATE_LAST = -4,
};

// generated: js
typedef enum { BACKLIT_CANCEL_FLAG = 1u << 0, BACKLIT_CANCEL_DISOWN = 1u << 2 } backlit_cancel_t;

enum backlit_private { BACKLIT_PRIVATE_THING };

/* BACKLIT_API void commented_out(void); */
BACKLIT_API int backlit_submit(uint64_t task, const char *name,
                               double delay);
BACKLIT_API void backlit_close(void);
BACKLIT_API void backlit_drop(int function);
BACKLIT_API backlit_handle_t *backlit_find(int64_t, int32_t slots[4],
                                              void (*found)(int, void *));
`;

const errorHeader = String.raw`
#define BACKLIT_ERRORS(X)                                        \
  X(QUEUE_FULL, -3, "QueueFullError", "the \"queue\" is full: "  \
    "wait, or raise its bound")                                  \
  X(LOST, -4, "WorkerLostError", "the worker died")
#define OTHER(X) X(NO, -9, "No", "no")
`;

test('exported functions are those marked BACKLIT_API, over several lines too', () => {
  assert.deepEqual(functionsIn(header), [
    {
      name: 'backlit_submit',
      returns: 'number',
      parameters: [
        { type: 'bigint', name: 'task' },
        { type: 'number', name: 'name' },
        { type: 'number', name: 'delay' },
      ],
    },
    { name: 'backlit_close', returns: 'void', parameters: [] },
    {
      name: 'backlit_drop',
      returns: 'void',
      parameters: [{ type: 'number', name: 'function_' }],
    },
    {
      name: 'backlit_find',
      returns: 'number',
      parameters: [
        { type: 'bigint', name: 'argument0' },
        { type: 'number', name: 'slots' },
        { type: 'number', name: 'found' },
      ],
    },
  ]);
});

test('a BACKLIT_API declaration that cannot be read is an error, not a missing export', () => {
  assert.throws(() => functionsIn('BACKLIT_API int (*backlit_hook)(void);'), /cannot read/);
});

test('marked enums become constants without their prefix', () => {
  assert.deepEqual(enumerationsIn(header), [
    {
      name: 'TaskState',
      members: [
        { name: 'PENDING', value: 0 },
        { name: 'RUNNING', value: 1 },
        { name: 'LAST', value: -4 },
      ],
    },
    {
      name: 'Cancel',
      members: [
        { name: 'FLAG', value: 1 },
        { name: 'DISOWN', value: 4 },
      ],
    },
  ]);
});

test('the error table is read with its escapes and joined strings', () => {
  assert.deepEqual(errorsIn(errorHeader), [
    {
      code: -3,
      name: 'QUEUE_FULL',
      className: 'QueueFullError',
      message: 'the "queue" is full: wait, or raise its bound',
    },
    { code: -4, name: 'LOST', className: 'WorkerLostError', message: 'the worker died' },
  ]);
});

test('the export list names the functions as the linker does, and what a client attaches with', () => {
  const names = JSON.parse(exportList(functionsIn(header)));
  assert.deepEqual(names.slice(0, 2), ['_backlit_submit', '_backlit_close']);
  assert.ok(names.includes('__emscripten_thread_init'));
});

test('the written module loads and its constants are frozen', async () => {
  const text = coreModule(functionsIn(header), enumerationsIn(header), errorsIn(errorHeader));
  // A data: module cannot import by a relative address.
  const alone = text.replace(/^import .*$/m, 'class BacklitError extends Error {}');
  const core = await import(`data:text/javascript,${encodeURIComponent(alone)}`);
  assert.deepEqual({ ...core.TaskState }, { PENDING: 0, RUNNING: 1, LAST: -4 });
  assert.ok(Object.isFrozen(core.TaskState));
  const { code } = core.WorkerLostError;
  const error = new (core.errorClasses.get(code))();
  assert.ok(error instanceof core.WorkerLostError);
  assert.equal(error.name, 'WorkerLostError');
  assert.notEqual(error.message, '');
  assert.match(
    text,
    /@property \{\(task: bigint, name: number, delay: number\) => number\} backlit_submit/,
  );
});
