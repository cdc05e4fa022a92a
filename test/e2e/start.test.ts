import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decisionRecordSchema } from '../../src/core/worker/record.ts';
import { runSummarySchema } from '../../src/core/worker/run-summary.ts';
import { runInProcess } from '../support/in-process.ts';
import { createDataDir, runCli, startCli } from '../support/run-cli.ts';

let data: ReturnType<typeof createDataDir>;

beforeEach(() => {
  data = createDataDir();
});
afterEach(() => data.remove());

const base = (...more: string[]) => [
  '--env',
  'dev',
  '--port',
  '0',
  '--data-dir',
  data.dir,
  ...more,
];
const on = (...more: string[]) => ['--env', 'dev', '--data-dir', data.dir, ...more];

describe('R3.1 npm start -- --once', () => {
  it('settles the bundled sample, loses nothing, writes to stubs alone and ends with 0', async () => {
    const file = join(data.dir, 'decisions.jsonl');
    const run = await runInProcess('start', base('--once', '--json', '--decisions', file));

    const summary = runSummarySchema.parse(JSON.parse(run.stdout));
    const decisions = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => decisionRecordSchema.parse(JSON.parse(line)));
    expect(run.code, run.stderr).toBe(0);
    expect(summary).toMatchObject({
      lost: 0,
      liveWrites: 0,
      refusals: 0,
      unknownCalls: 0,
      deadLettered: 0,
    });
    expect(summary.ledger.verified).toBe(true);
    expect(summary.received).toBeGreaterThanOrEqual(80);
    expect(summary.handled).toBe(summary.received);
    const { replied, held, routed, ignored, observed, duplicates, handled } = summary;
    expect(replied + held + routed + ignored + observed + duplicates).toBe(handled);
    expect(Math.min(replied, held, routed)).toBeGreaterThan(0);
    expect(summary.testOnly).toEqual({ received: 12, ignored: 12 });
    expect(decisions).toHaveLength(summary.handled - duplicates);
    expect(Object.keys(summary.byIntent).length).toBe(25);
  });

  it('reports a bad line with its number, skips it, and takes a second run of one file as new work', async () => {
    const file = join(data.dir, 'tickets.jsonl');
    writeFileSync(
      file,
      '{"channel":"email","text":"Where is my order?"}\n{"channel":"fax","text":"canary-4711"}\nnot json\n{"id":"x","channel":"livechat","text":"Hello"}\n',
    );
    const first = await runInProcess('start', base('--once', '--json', '--tickets', file));
    const second = await runInProcess('start', base('--once', '--json', '--tickets', file));

    for (const run of [first, second]) {
      expect(runSummarySchema.parse(JSON.parse(run.stdout))).toMatchObject({
        received: 2,
        handled: 2,
        duplicates: 0,
        lost: 0,
      });
      expect(run.stderr).toMatch(/line 2 is skipped[\s\S]*line 3 is skipped/);
      expect(run.stdout + run.stderr).not.toContain('canary');
    }
  });

  it('drains and stops on Ctrl-C, and says so', async () => {
    const file = join(data.dir, 'tickets.jsonl');
    writeFileSync(file, '{"channel":"livechat","text":"Hello"}\n');
    const service = startCli('start', base('--tickets', file));
    await service.says(/Ctrl-C drains and stops/);
    service.child.kill('SIGINT');

    const ended = await service.done;
    expect(ended.stderr).toContain('stopped');
    expect(ended.code).toBe(0);
  });

  it('D14 refuses to start when RPMW_ENV names another environment', async () => {
    const run = await runInProcess('start', base('--once'), { RPMW_ENV: 'prod' });

    expect(run).toMatchObject({ code: 2 });
    expect(run.stderr).toContain('ENV_CONFLICT');
  });
});

describe('rpmw serve and the commands beside it', () => {
  const token = { RPMW_WEBHOOK_TOKEN: 'a-token-of-the-test' };

  it('R9.2 D17 serves with every flag off; flags, kill and send work beside it; a second service is refused', async () => {
    const service = startCli('rpmw', ['serve', ...base()], token);
    await service.says(/listening on/);

    const flags = await runInProcess('rpmw', ['flags', 'get', ...on('--json')]);
    expect(JSON.parse(flags.stdout)).toMatchObject({
      flags: expect.arrayContaining([
        expect.objectContaining({ flag: 'safe_mode', state: 'missing', inForce: 'true' }),
      ]),
    });
    const file = join(data.dir, 'tickets.jsonl');
    writeFileSync(file, '{"channel":"livechat","text":"Hello"}\n');
    const sent = await runInProcess('rpmw', ['tickets', 'send', file, ...on('--json')], token);
    expect(sent.code, sent.stderr).toBe(0);
    const noReason = await runInProcess('rpmw', [
      'flags',
      'set',
      'safe_mode',
      'false',
      ...on('--yes'),
    ]);
    expect(noReason).toMatchObject({ code: 2 });
    for (const name of ['safe_mode', 'automation_enabled']) {
      const set = await runInProcess('rpmw', [
        'flags',
        'set',
        name,
        name === 'safe_mode' ? 'false' : 'true',
        ...on('--yes', '--reason', 'test'),
      ]);
      expect(set.code, set.stderr).toBe(0);
    }
    const kill = await runInProcess('rpmw', ['kill', ...on('--json', '--wait', '20')]);
    expect(kill.code, kill.stderr).toBe(0);
    const after = await runInProcess('rpmw', ['flags', 'get', 'safe_mode', ...on('--json')]);
    expect(JSON.parse(after.stdout)).toMatchObject({ flags: [{ state: 'value', value: 'true' }] });
    const second = await runInProcess('rpmw', ['serve', ...base()], token);
    expect(second).toMatchObject({ code: 1 });
    expect(second.stderr).toContain('DATA_FOLDER_IN_USE');
    service.child.kill('SIGTERM');
    expect((await service.done).code).toBe(0);
    const verify = await runInProcess('rpmw', ['ledger', 'verify', ...on('--json')]);
    expect(JSON.parse(verify.stdout)).toMatchObject({ verified: true });
  });

  it('kill without a worker writes, reads back, and says that nobody confirmed it', async () => {
    await runInProcess('rpmw', [
      'flags',
      'set',
      'safe_mode',
      'false',
      ...on('--yes', '--reason', 'test'),
    ]);

    const kill = await runInProcess('rpmw', ['kill', ...on('--wait', '0')]);

    expect(kill.code).toBe(1);
    expect(kill.stderr).toContain('written and re-read but not yet confirmed');
    const after = await runInProcess('rpmw', ['flags', 'get', 'safe_mode', ...on('--json')]);
    expect(JSON.parse(after.stdout)).toMatchObject({ flags: [{ state: 'value', value: 'true' }] });
  });

  it('kill works with a configuration that is broken, and where nothing was ever set', async () => {
    await runInProcess('rpmw', [
      'flags',
      'set',
      'safe_mode',
      'false',
      ...on('--yes', '--reason', 'test'),
    ]);
    const broken = join(data.dir, 'config');
    mkdirSync(broken);
    writeFileSync(join(broken, 'environments.json'), '{');

    const kill = await runInProcess('rpmw', ['kill', ...on('--wait', '0', '--config', broken)]);

    expect(kill.code).toBe(1);
    expect(kill.stderr).toContain('✓ safe_mode=true, read back');
    expect(kill.stderr).toContain('written and re-read but not yet confirmed');
    const after = await runInProcess('rpmw', ['flags', 'get', 'safe_mode', ...on('--json')]);
    expect(JSON.parse(after.stdout)).toMatchObject({ flags: [{ value: 'true' }] });
  });

  it('D17 kill refuses a folder without a store, and npm start does not undo a kill', async () => {
    const elsewhere = await runInProcess('rpmw', [
      'kill',
      '--env',
      'dev',
      '--data-dir',
      join(data.dir, 'typo'),
    ]);
    expect(elsewhere).toMatchObject({ code: 1 });
    expect(elsewhere.stderr).toContain('STORE_MISSING');
    await runInProcess('rpmw', ['flags', 'get', ...on()]);
    await runInProcess('rpmw', ['kill', ...on('--wait', '0')]);
    const file = join(data.dir, 'tickets.jsonl');
    writeFileSync(file, '{"channel":"email","text":"Could you tell me where my order is?"}\n');

    const run = await runInProcess('start', base('--once', '--json', '--tickets', file));

    expect(runSummarySchema.parse(JSON.parse(run.stdout))).toMatchObject({
      received: 1,
      observed: 1,
      replied: 0,
    });
  });

  it('R2.4 serve refuses an environment that one machine cannot prove, before it listens', async () => {
    const args = ['serve', '--runtime', 'local', '--port', '0', '--data-dir', data.dir];

    const [staging, prod] = await Promise.all(
      ['staging', 'prod'].map((env) => runInProcess('rpmw', [...args, '--env', env])),
    );

    expect(staging?.stderr).toContain('IDENTITY_UNVERIFIED');
    expect([staging?.code, prod?.code]).toEqual([1, 1]);
    expect(`${staging?.stdout}${prod?.stdout}`).not.toContain('listening');
  });

  it('says what is pending, and loses nothing, when it is stopped in the middle', async () => {
    const file = join(data.dir, 'tickets.jsonl');
    const line = (n: number) =>
      JSON.stringify({ id: `t${n}`, channel: 'livechat', text: `Hello number ${n}` });
    writeFileSync(file, Array.from({ length: 400 }, (_, n) => line(n)).join('\n'));
    const first = startCli('start', base('--once', '--rate', '200', '--tickets', file));
    await first.says(/^t20 /m);
    first.child.kill('SIGINT');

    const ended = await first.done;

    expect(ended.stdout).toMatch(/lost +0\b/);
    expect(ended.stdout).not.toContain('t399');
    expect(ended.code).toBe(0);
  });

  it.each([
    [['bogus'], 2, 'unknown command'],
    [['flags', 'get'], 2, 'ENV_MISSING'],
    [['flags', 'get', '--env', 'Dev'], 2, 'ENV_LOOKALIKE'],
    [['flags', 'get', '--env', 'staging'], 1, 'ACCOUNT_NOT_CONFIGURED'],
    [['queue', 'list', '--env', 'staging'], 1, 'RUNTIME_UNAVAILABLE'],
    [
      ['flags', 'set', 'safe_mode', 'ture', '--env', 'dev', '--reason', 'x', '--yes'],
      2,
      'FLAG_VALUE_INVALID',
    ],
    [['flags', 'set', 'template_enabled/t_made_up', 'true', '--env', 'dev'], 2, 'FLAG_UNKNOWN'],
    [['config', 'check', '--config', '/nowhere'], 1, 'CONFIG_FILE_MISSING'],
    [['serve', '--env', 'dev', '--port', '99999'], 2, 'whole number'],
  ] as const)('%j ends with %d and says %s', async (args, code, message) => {
    const dir = (args as readonly string[]).includes('--env') ? ['--data-dir', data.dir] : [];
    const run = await runInProcess('rpmw', [...args, ...dir]);

    expect(run.code).toBe(code);
    expect(run.stdout + run.stderr).toContain(message);
  });

  it('a process of its own ends with the code of its command', async () => {
    const run = await runCli('rpmw', ['bogus']);

    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain('unknown command');
  });

  it('a process of its own writes data to stdout alone: templates list --json names all 24 with tier and variants', async () => {
    const run = await runCli('rpmw', ['templates', 'list', '--json']);

    expect(run).toMatchObject({ code: 0, stderr: '' });
    const list = JSON.parse(run.stdout) as unknown[];
    expect(list).toHaveLength(24);
    expect(list).toContainEqual({
      id: 't_order_status_verified',
      tier: 2,
      variants: ['default', 'livechat'],
    });
  });
});
