import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { vi } from 'vitest';

const PROGRAM = 'moto_server';
const START_MS = 15_000;

/** An emulator that others wrote, as a second opinion on our stand-in. */
export interface Moto {
  readonly origin: string;
  /** Forgets everything. */
  reset(): Promise<void>;
  stop(): void;
}

function isInstalled(): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => folder !== '' && existsSync(join(folder, PROGRAM)));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (typeof address !== 'object' || address === null) throw new Error('no port is free');
  return address.port;
}

async function isUp(child: ChildProcess, origin: string): Promise<boolean> {
  let hasEnded = false;
  const end = () => {
    hasEnded = true;
  };
  child.once('error', end).once('exit', end);
  const knock = async () => hasEnded || (await fetch(`${origin}/moto-api/`));
  try {
    await vi.waitFor(knock, { timeout: START_MS, interval: 50 });
    return !hasEnded;
  } catch {
    return false;
  }
}

/** Moto loads a service when it is first asked for it, which takes SSM seconds: more than a call may take. */
async function warmUp(origin: string): Promise<void> {
  await fetch(origin, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonSSM.GetParameters',
      authorization: 'AWS4-HMAC-SHA256 Credential=K/20260101/us-east-2/ssm/aws4_request',
    },
    body: '{"Names":["/none"]}',
  });
}

/** @returns why there is none, where the program is missing or does not start */
export async function startMoto(accountId: string): Promise<Moto | { readonly missing: string }> {
  if (!isInstalled()) return { missing: `${PROGRAM} is not on the PATH` };
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(PROGRAM, ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, MOTO_ACCOUNT_ID: accountId },
  });
  const stop = () => void child.kill('SIGKILL');
  process.once('exit', stop);
  if (!(await isUp(child, origin))) {
    stop();
    return { missing: `${PROGRAM} does not start here` };
  }
  await warmUp(origin);
  return {
    origin,
    reset: async () => void (await fetch(`${origin}/moto-api/reset`, { method: 'POST' })),
    stop,
  };
}
