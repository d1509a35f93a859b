/** The functions of the core's table that stand for all of Python's: what they are is in their arguments. */
export const PYTHON_FUNCTIONS = ['python:call', 'python:coroutine'];
