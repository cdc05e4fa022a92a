import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChildMessage, LoadOrder, QueueOrder } from './messages.ts';

/** A process of the bench. */
export interface BenchChild {
  /** The next message of this kind. Rejects when the process ends before. */
  expect<K extends ChildMessage['kind']>(kind: K): Promise<Extract<ChildMessage, { kind: K }>>;
  tell(message: LoadOrder | QueueOrder | 'finish'): void;
  /** Resolves when the process has ended; kills it when it did not on its own account. */
  end(): Promise<void>;
}

const END_GRACE_MS = 10_000;

function isOfKind<K extends ChildMessage['kind']>(
  message: ChildMessage,
  kind: K,
): message is Extract<ChildMessage, { kind: K }> {
  return message.kind === kind;
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), END_GRACE_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Starts one of the scripts beside this file. */
export function startChild(script: string, args: readonly string[] = []): BenchChild {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), args, {
    stdio: 'inherit',
  });
  return {
    expect: (kind) =>
      new Promise((resolve, reject) => {
        const onExit = (): void => reject(new Error(`${script} ended before its ${kind}`));
        child.once('exit', onExit);
        child.once('message', (message: ChildMessage) => {
          child.off('exit', onExit);
          if (isOfKind(message, kind)) resolve(message);
          else reject(new Error(`${script} said ${message.kind} instead of ${kind}`));
        });
      }),
    tell: (message) => void child.send(message),
    end: () => endOf(child),
  };
}
