/** The property: whatever happens in whatever order, the core does what the model says. */
import fc from 'fast-check';
import { endRun, steps } from './commands.js';
import { Real } from './real.js';

/**
 * Rejects with the shortest sequence of steps that it finds for which that is not so, and with the seed
 * and the path that lead there.
 *
 * @param {{ runs: number, steps: number, seed?: number, path?: string, replayPath?: string }} options
 */
export async function checkModel({ runs, steps: maxCommands, seed, path, replayPath }) {
  const real = new Real();
  const sequences = fc.commands(steps, { maxCommands, size: 'max', replayPath });
  const property = fc.asyncProperty(fc.nat(15), sequences, async (phase, sequence) => {
    try {
      const model = await real.begin(phase);
      await fc.asyncModelRun(() => ({ model, real }), sequence);
      await endRun(model, real);
    } catch (error) {
      await real.giveUp();
      throw error;
    }
  });
  try {
    await fc.assert(property, { numRuns: runs, ...(seed !== undefined && { seed }), path });
  } finally {
    await real.close();
  }
}
