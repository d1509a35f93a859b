/** The table of errors in C and the classes that JavaScript exports belong together. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as backlit from '../../js/index.js';
import { errorOf } from '../../js/errors.js';
import { errorClasses } from '../../js/generated/core.js';

test('every code of the core has a class with its name and a message', () => {
  assert.ok(errorClasses.size >= 10);
  for (const [code, Class] of errorClasses) {
    const error = errorOf(code);
    assert.ok(error instanceof Class);
    assert.ok(error instanceof backlit.BacklitError);
    assert.match(error.name, /Error$/);
    assert.ok(error.message.length > 10);
  }
});

test('an unknown code is still an error of backlit', () => {
  assert.ok(errorOf(-9999) instanceof backlit.BacklitError);
});

test('all classes that users can meet are exported', () => {
  // Only users of the core in C can meet this one.
  const internal = ['StaleHandleError'];
  for (const Class of errorClasses.values()) {
    const { name } = Class.prototype;
    if (!internal.includes(name)) assert.equal(backlit[name], Class, name);
  }
});
