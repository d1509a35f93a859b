#include "kernel.h"

#include <math.h>
#include <string.h>

#include "atomics.h"
#include "function.h"
#include "task.h"
#include "thread.h"
#include "worker.h"

// Where a value's bytes are: at an offset in its payload, or by reference at an absolute address.
enum { BY_REFERENCE = 256 };

// What a payload of values begins with; as many values follow.
struct values {
  _Alignas(16) uint32_t count;
};

struct backlit_call {
  struct task *task;
  backlit_task handle;
  uint32_t attempt;
  struct value result;
  int error;                       // the first one that was noticed
  struct backlit_payload *failure; // its text
};

static const struct backlit_value *value_at(const struct backlit_call *call, uint32_t index) {
  const struct values *values = (const void *)call->task->arguments.payload->bytes;
  return (const struct backlit_value *)(values + 1) + index;
}

uint32_t backlit_argument_count(struct backlit_call *call) {
  const struct value *arguments = &call->task->arguments;
  if (arguments->kind == BACKLIT_KIND_VALUES) {
    return ((const struct values *)(const void *)arguments->payload->bytes)->count;
  }
  return arguments->kind == BACKLIT_KIND_EMPTY ? 0 : 1;
}

static void bad_argument(struct backlit_call *call) {
  if (call->error == 0) {
    call->error = BACKLIT_BAD_ARGUMENT;
  }
}

double backlit_argument_number(struct backlit_call *call, uint32_t index) {
  const struct value *arguments = &call->task->arguments;
  if (index < backlit_argument_count(call)) {
    switch (arguments->kind) {
    case BACKLIT_KIND_NUMBER:
      return arguments->number;
    case BACKLIT_KIND_TRUE:
      return 1;
    case BACKLIT_KIND_FALSE:
      return 0;
    case BACKLIT_KIND_VALUES: {
      const struct backlit_value *value = value_at(call, index);
      if (value->type == BACKLIT_TYPE_NUMBER || value->type == BACKLIT_TYPE_BOOLEAN) {
        return value->number;
      }
      break;
    }
    default:
      break;
    }
  }
  bad_argument(call);
  return NAN;
}

void *backlit_argument_bytes(struct backlit_call *call, uint32_t index, uint32_t *length,
                             uint32_t *type) {
  struct value *arguments = &call->task->arguments;
  if (arguments->kind == BACKLIT_KIND_VALUES && index < backlit_argument_count(call)) {
    const struct backlit_value *value = value_at(call, index);
    uint32_t bare_type = value->type & ~(uint32_t)BY_REFERENCE;
    if (bare_type >= BACKLIT_TYPE_TEXT) {
      if (length != NULL) {
        *length = value->length;
      }
      if (type != NULL) {
        *type = bare_type;
      }
      uintptr_t address = (uintptr_t)value->address;
      return value->type & BY_REFERENCE ? (void *)address : arguments->payload->bytes + address;
    }
  }
  bad_argument(call);
  return NULL;
}

void backlit_return_number(struct backlit_call *call, double number) {
  value_release(&call->result);
  call->result = (struct value){.number = number, .kind = BACKLIT_KIND_NUMBER};
}

void *backlit_return_array(struct backlit_call *call, uint32_t type, uint32_t length) {
  size_t head = sizeof(struct values) + sizeof(struct backlit_value);
  if (length > SIZE_MAX - head) {
    return NULL;
  }
  struct backlit_payload *payload = backlit_payload_create(head + length, 0);
  if (payload == NULL) {
    return NULL;
  }
  struct values *values = (void *)payload->bytes;
  values->count = 1;
  *(struct backlit_value *)(values + 1) =
      (struct backlit_value){.type = type, .length = length, .address = head};
  value_release(&call->result);
  call->result = (struct value){.payload = payload, .kind = BACKLIT_KIND_VALUES};
  return payload->bytes + head;
}

int backlit_fail(struct backlit_call *call, const char *message) {
  size_t length = strlen(message);
  backlit_payload_release(call->failure);
  call->failure = backlit_payload_create(length, 0);
  if (call->failure != NULL) {
    memcpy(call->failure->bytes, message, length);
  }
  return BACKLIT_KERNEL_FAILED;
}

int backlit_call_cancel_requested(struct backlit_call *call) {
  return backlit_cancel_requested(call->handle, call->attempt) != 0;
}

int backlit_call_progress(struct backlit_call *call, double number) {
  return backlit_progress_number(call->handle, call->attempt, number);
}

void backlit_call_fraction(struct backlit_call *call, double fraction) {
  backlit_set_fraction(call->handle, call->attempt, fraction);
}

void *backlit_arena(struct backlit_call *call, size_t size) {
  (void)call; // what a call has open is its worker's, which runs one call at a time
  struct backlit_payload *payload = backlit_payload_create(size, 0);
  return payload == NULL ? NULL : payload->bytes;
}

// Outside of the core: a killable kernel may be disowned, any other one ends with the runtime.
static int run(struct backlit_call *call) {
  uint32_t depth = core_step_out();
  int code = function_kernel(call->task->function)(call);
  core_step_in(depth);
  return code;
}

static enum backlit_state end_of(struct backlit_call *call, int code) {
  if (call->error != 0) {
    code = call->error;
  }
  if (code == 0) {
    return BACKLIT_STATE_DONE;
  }
  value_release(&call->result);
  if (code == BACKLIT_CANCELLED && backlit_call_cancel_requested(call)) {
    return BACKLIT_STATE_CANCELLED;
  }
  call->result =
      (struct value){.number = code, .payload = call->failure, .kind = BACKLIT_KIND_FAILURE};
  call->failure = NULL;
  return BACKLIT_STATE_ERROR;
}

enum backlit_state kernel_run(struct task *task, uint32_t attempt, struct value *outcome) {
  struct backlit_call call = {.task = task, .handle = task_handle(task), .attempt = attempt};
  call.result.kind = BACKLIT_KIND_EMPTY;
  enum backlit_state state = end_of(&call, run(&call));
  *outcome = call.result;
  if (outcome->payload != NULL) {
    payload_hand_over(outcome->payload);
  }
  while (current_thread.worker->open != NULL) {
    backlit_payload_release(current_thread.worker->open);
  }
  return state;
}
