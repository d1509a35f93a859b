#include "backlit.h"

const char *backlit_error_message(int code) {
  switch (code) {
#define BACKLIT_ERROR_MESSAGE(name, code, class_name, message)                                     \
  case code:                                                                                       \
    return message;
    BACKLIT_ERRORS(BACKLIT_ERROR_MESSAGE)
#undef BACKLIT_ERROR_MESSAGE
  default:
    return "an unknown error of the core";
  }
}
