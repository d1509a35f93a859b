/** Starting, ending, shared arrays. */
import { diagnose, sharedArray, shutdown, start } from 'backlit';
import { expectType } from './expect.js';

expectType<Promise<void>>()(start());
expectType<Promise<void>>()(shutdown());
await start({});
await start({ workers: 4, maxPending: 100, memory: { initial: 2 ** 25, maximum: 2 ** 30 } });
await start({ worker: '/backlit/worker.js', wasm: new URL('file:///backlit.wasm') });
await start({ wasm: new Uint8Array(8) });
await start({ wasm: new ArrayBuffer(8) });
// @ts-expect-error an unknown option
await start({ threads: 2 });
// @ts-expect-error a number as text
await start({ workers: '2' });
// @ts-expect-error an unknown option of the memory
await start({ memory: { max: 2 ** 30 } });
// @ts-expect-error neither an address nor bytes
await start({ wasm: 5 });

const facts = diagnose();
expectType<boolean>()(facts.started);
expectType<boolean>()(facts.isolated);
expectType<boolean>()(facts.waitAsync);
expectType<string | null>()(facts.problem);
expectType<number>()(facts.workers);
expectType<number>()(facts.busy);
expectType<number>()(facts.pending);
expectType<number>()(facts.tasks);
expectType<number>()(facts.heapUsed);
expectType<number>()(facts.memory);
// @ts-expect-error what it does not say
void facts.threads;

// A shared array is of the class that was asked for.
const doubles: Float64Array = sharedArray(Float64Array, 1000);
const bytes: Uint8Array = sharedArray(Uint8Array, 1000);
const large: BigInt64Array = sharedArray(BigInt64Array, 10);
// @ts-expect-error another class
const words: Int32Array = sharedArray(Float64Array, 1000);
// @ts-expect-error a length is needed
sharedArray(Float64Array);
// @ts-expect-error a plain array has no place there
sharedArray(Array, 1000);
// @ts-expect-error a length is a number
sharedArray(Float64Array, '1000');

export { bytes, doubles, large, words };
