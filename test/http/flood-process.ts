import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const SCRIPT = fileURLToPath(new URL('./flood-server.ts', import.meta.url));
const listeningSchema = z.object({ kind: z.literal('listening'), port: z.int() });
const heldSchema = z.object({ kind: z.literal('held'), bytes: z.int() });

/** An intake in another process. */
export interface FloodedIntake {
  readonly port: number;
  /** What the process still holds of memory after a collection. */
  heldBytes(): Promise<number>;
  /** Lets it end by itself. @returns its exit code, null when a signal ended it */
  end(): Promise<number | null>;
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('the intake ended'));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

/** Starts an intake with all its limits as they are in production. */
export async function startFloodedIntake(): Promise<FloodedIntake> {
  const child = fork(SCRIPT, [], { execArgv: ['--expose-gc'], stdio: 'inherit' });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const { port } = listeningSchema.parse(await nextMessage(child));
  return {
    port,
    async heldBytes() {
      const answer = nextMessage(child);
      child.send('measure');
      return heldSchema.parse(await answer).bytes;
    },
    end() {
      if (child.connected) child.disconnect();
      return ended;
    },
  };
}
