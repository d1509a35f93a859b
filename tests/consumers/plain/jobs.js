// Workers have no import map.
import { progress } from '/node_modules/backlit/js/task.js';
import camelCase from '/node_modules/camelcase/index.js';

export function rename(names) {
  return names.map((name, index) => {
    progress(index + 1);
    return camelCase(name);
  });
}
