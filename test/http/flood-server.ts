import { closeAll } from '../support/intake-wire.ts';
import { openIntake } from './open-intake.ts';

// The intake in a process of its own, so that its memory holds nothing of its clients'. Started with --expose-gc; answers
// every message with what the process still holds after a collection, and ends when its parent does.

const intake = await openIntake();

/** Twice, with a turn between: what closed in this turn lets go of its memory in the next one. */
async function heldBytes(): Promise<number> {
  for (let round = 0; round < 2; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

process.on('message', () => {
  void heldBytes().then((bytes) => process.send?.({ kind: 'held', bytes }));
});
process.on('disconnect', () => {
  void closeAll()
    .then(() => intake.store.close())
    .then(() => process.exit(0));
});
process.send?.({ kind: 'listening', port: intake.port });
