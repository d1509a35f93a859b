/** Random sequences of steps against a model of what the core should do. */
import { test } from 'node:test';
import { checkModel } from '../model/property.js';

// A failure prints the seed, the path and the path within the sequence that repeat it.
const { MODEL_RUNS = '150', MODEL_SEED, MODEL_PATH, MODEL_REPLAY } = process.env;

test('the core does what the model says', { timeout: 300_000 }, async () => {
  await checkModel({
    runs: Number(MODEL_RUNS),
    steps: 120,
    seed: MODEL_SEED === undefined ? undefined : Number(MODEL_SEED),
    path: MODEL_PATH,
    replayPath: MODEL_REPLAY,
  });
});
