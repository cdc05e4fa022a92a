import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  call,
  createTestStub,
  readTicket,
  TEST_BOT_ID,
  ticketPath,
} from '../../test/support/richpanel-stub.ts';
import { createStubState } from './state.ts';

let folder = '';
const path = () => join(folder, 'data', 'stub-richpanel.db');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stub-state-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the workspace of the Richpanel stub', () => {
  it('survives a restart: tickets, journal, numbers, merged ids and tags', async () => {
    const first = createTestStub({ path: path() }).stub;
    first.addTickets([
      { id: 'a', channel: 'email', text: 'x', tags: ['t'] },
      { id: 'm', channel: 'email', text: 'x', oddities: ['merged-ticket'] },
    ]);
    call(first, 'PUT', ticketPath('a', '/send-message'), { body: 'Hello', author_id: TEST_BOT_ID });
    const before = first.inspect('a');
    await first.close();

    const second = createTestStub({ path: path() }).stub;
    second.addTickets([{ id: 'b', channel: 'email', text: 'x' }]);

    expect(second.inspect('a')).toEqual(before);
    expect(second.stats().messagesSent).toBe(1);
    expect(readTicket(second, 'm')['id']).toBe('merged-m');
    expect(readTicket(second, 'b')['conversation_no']).toBe(100_003);
    expect(call(second, 'GET', '/v1/tags').json).toMatchObject({ tags: [{ name: 't' }] });
    await second.close();
  });

  it('I9 remembers what was sent although the process was killed before it could answer', async () => {
    const program = `
      const { createTestStub, callRaw, TEST_BOT_ID } = await import(process.argv[1]);
      const { stub } = createTestStub({ path: process.argv[2] });
      stub.addTickets([{ id: 'a', channel: 'email', text: 'x' }]);
      stub.script({ kind: 'timeout-after-commit' });
      callRaw(stub, 'PUT', '/v1/tickets/a/send-message', { body: 'Hello', author_id: TEST_BOT_ID });
      process.kill(process.pid, 'SIGKILL');
    `;
    const client = fileURLToPath(new URL('../../test/support/richpanel-stub.ts', import.meta.url));
    const child = spawnSync(process.execPath, [
      '--input-type=module',
      '-e',
      program,
      client,
      path(),
    ]);
    expect([child.signal, child.status]).toEqual(['SIGKILL', null]);

    const { stub } = createTestStub({ path: path() });

    expect(stub.inspect('a')?.journal).toMatchObject([{ kind: 'message', body: 'Hello' }]);
    await stub.close();
  });

  it('takes all of a transaction or nothing', () => {
    const { stub } = createTestStub();

    expect(() =>
      stub.addTickets([
        { id: 'a', channel: 'email', text: 'x' },
        // The second insert fails in the store, after the first one has succeeded.
        { id: 'b', channel: 'email', text: 'x', email: Symbol() as never },
      ]),
    ).toThrow();

    expect(stub.inspect('a')).toBeNull();
    expect(stub.addTickets([{ id: 'a', channel: 'email', text: 'x' }]).added).toBe(1);
  });

  it.each([
    ['a file that is no database', () => writeFileSync(join(folder, 'x.db'), 'x'.repeat(4096))],
    [
      'a file of another version',
      () => {
        const other = new DatabaseSync(join(folder, 'x.db'));
        other.exec('PRAGMA user_version = 99');
        other.close();
      },
    ],
  ])('refuses %s', (_, make) => {
    make();

    expect(() => createStubState(join(folder, 'x.db'))).toThrow(
      expect.objectContaining({ code: 'STUB_STATE_UNREADABLE' }),
    );
  });
});
