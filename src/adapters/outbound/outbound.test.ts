import { describe, expect, it } from 'vitest';
import {
  createPermitSource,
  createRememberingLedger,
} from '../../../test/contract/helpdesk-harness.ts';
import { allowingContext } from '../../../test/support/gate-context.ts';
import type { PreparedRequest } from '../../core/gate/effects.ts';
import { newLedgerEntrySchema } from '../../core/gate/ledger.ts';
import { Permit } from '../../core/gate/permit.ts';
import type { LogFields } from '../../core/runtime/telemetry.ts';
import { createNodeDigest } from '../node/platform.ts';
import { createEgressList } from './egress.ts';
import { createOutbound, type OutboundDeps, type PlainRequest } from './outbound.ts';
import type { TransportRequest, TransportResult } from './transport.ts';

const ORIGIN = 'https://api.richpanel.com';
const DOOR = 'http://127.0.0.1:8787';
const STS = 'https://sts.eu-west-1.amazonaws.com';
const OK: TransportResult = { outcome: 'answered', status: 200, headers: {}, body: '{}' };
const OPTIONS = { headers: { 'x-richpanel-key': 'k' }, timeoutMs: 1_000 };

const REPLY: PreparedRequest<'reply.send'> = {
  effect: 'reply.send',
  method: 'PUT',
  origin: ORIGIN,
  path: '/v1/tickets/t/send-message',
  body: '{"body":"Canary text"}',
};
const plain = (origin: string, path = '/'): PlainRequest => ({
  method: 'POST',
  origin,
  path,
  headers: {},
  body: null,
  timeoutMs: 1_000,
});

function setUp(change: Partial<OutboundDeps> = {}) {
  const { process, nowMs } = allowingContext();
  const time = { nowMs };
  const sent: TransportRequest[] = [];
  const answers: TransportResult[] = [];
  const sleeps: number[] = [];
  const counts = new Map<string, number>();
  const logs: (LogFields | undefined)[] = [];
  const logger = {
    log: (_level: string, _event: string, fields?: LogFields) => void logs.push(fields),
    child: () => logger,
  };
  const { ledger, entries } = createRememberingLedger();
  const outbound = createOutbound({
    egress: createEgressList([
      { origin: ORIGIN, pathPrefix: ['v1'], kind: 'vendor' },
      { origin: DOOR, kind: 'own-endpoint' },
      { origin: STS, kind: 'infrastructure' },
    ]),
    transport: {
      send: async (request) => {
        sent.push(request);
        return answers.shift() ?? OK;
      },
      close: () => undefined,
    },
    digest: createNodeDigest(),
    clock: {
      now: () => time.nowMs,
      sleep: async (ms) => void sleeps.push(ms),
      defer: (task) => task(),
    },
    ledger,
    process,
    metrics: {
      count: (name, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
      timing: () => undefined,
    },
    logger,
    ...change,
  });
  const permitFor = createPermitSource(ledger, () => time.nowMs);
  const refused = () => entries.filter((entry) => entry.kind === 'refusal');
  return { outbound, permitFor, sent, answers, sleeps, counts, logs, refused, time };
}

describe('outbound: effects', () => {
  it('sends exactly the request the Permit was minted for, once', async () => {
    const { outbound, permitFor, sent, refused, counts } = setUp();

    const result = await outbound.sendEffect(REPLY, await permitFor(REPLY), OPTIONS);

    expect(result).toEqual(OK);
    const { method, origin, path, body } = REPLY;
    expect(sent).toEqual([{ method, url: origin + path, body, ...OPTIONS }]);
    expect(refused()).toEqual([]);
    expect(outbound.refusals()).toBe(0);
    expect(counts.get('outbound.effects')).toBe(1);
  });

  it.each<TransportResult>([
    { outcome: 'failed', reason: 'timeout' },
    { outcome: 'failed', reason: 'not-connected' },
    { ...OK, status: 500 },
    { ...OK, status: 429 },
    { ...OK, status: 302, headers: { location: 'https://elsewhere.example/' } },
  ])('D7: never retries and never follows: %o', async (answer) => {
    const { outbound, permitFor, sent, answers } = setUp();
    answers.push(answer);

    expect(await outbound.sendEffect(REPLY, await permitFor(REPLY), OPTIONS)).toEqual(answer);
    expect(sent).toHaveLength(1);
  });

  it('refuses a spent Permit, writes it down and counts it', async () => {
    const { outbound, permitFor, sent, refused, logs, counts } = setUp();
    const permit = await permitFor(REPLY);
    await outbound.sendEffect(REPLY, permit, OPTIONS);

    await expect(outbound.sendEffect(REPLY, permit, OPTIONS)).rejects.toMatchObject({
      code: 'PERMIT_SPENT',
    });

    expect(sent).toHaveLength(1);
    expect(refused()).toMatchObject([
      { kind: 'refusal', outcome: 'refused', effect: 'reply.send', codes: ['PERMIT_SPENT'] },
    ]);
    for (const entry of refused()) expect(newLedgerEntrySchema.parse(entry)).toEqual(entry);
    expect(outbound.refusals()).toBe(1);
    expect(counts.get('outbound.refusals')).toBe(1);
    expect(JSON.stringify([refused(), logs])).not.toContain('Canary');
  });

  it.each<[string, Partial<PreparedRequest<'reply.send'>>]>([
    ['path', { path: '/v1/tickets/other/send-message' }],
    ['body', { body: '{"body":"other"}' }],
    ['method', { method: 'POST' }],
    ['host', { origin: 'https://evil.example' }],
  ])('refuses another %s than the one that was decided on', async (_name, change) => {
    const { outbound, permitFor, sent, refused } = setUp();
    const permit = await permitFor(REPLY);

    const sending = outbound.sendEffect({ ...REPLY, ...change }, permit, OPTIONS);

    await expect(sending).rejects.toMatchObject({ code: 'PERMIT_REQUEST_DIFFERS' });
    expect(sent).toEqual([]);
    expect(refused()).toHaveLength(1);
  });

  it('refuses a Permit older than ten seconds', async () => {
    const { outbound, permitFor, sent, time } = setUp();
    const permit = await permitFor(REPLY);
    time.nowMs += 10_001;

    await expect(outbound.sendEffect(REPLY, permit, OPTIONS)).rejects.toMatchObject({
      code: 'PERMIT_EXPIRED',
    });
    expect(sent).toEqual([]);
  });

  it('refuses a Permit of another environment', async () => {
    const { process } = allowingContext();
    const { outbound, permitFor, sent } = setUp({
      process: { ...process, environment: 'staging' },
    });

    await expect(outbound.sendEffect(REPLY, await permitFor(REPLY), OPTIONS)).rejects.toMatchObject(
      { code: 'PERMIT_FOREIGN' },
    );
    expect(sent).toEqual([]);
  });

  it('refuses what only looks like a Permit', async () => {
    const { outbound, permitFor, sent, refused } = setUp();
    const real = await permitFor(REPLY);
    const lookAlikes: unknown[] = [{}, null, Object.create(Permit.prototype), { ...real }];
    for (const forged of lookAlikes) {
      // @ts-expect-error nothing but `authorize` makes a Permit
      const sending = outbound.sendEffect(REPLY, forged, OPTIONS);

      await expect(sending).rejects.toMatchObject({ code: 'PERMIT_FORGED' });
    }
    expect(sent).toEqual([]);
    expect(refused()).toHaveLength(4);
  });

  it('refuses an address that is not listed, even with a Permit for it, and names the ticket', async () => {
    const { outbound, permitFor, sent, refused } = setUp();
    for (const origin of ['https://api.richpanel.com.evil.example', DOOR, STS]) {
      const request = { ...REPLY, origin };

      await expect(
        outbound.sendEffect(request, await permitFor(request), OPTIONS),
      ).rejects.toMatchObject({ code: 'EGRESS_NOT_LISTED' });
    }
    expect(sent).toEqual([]);
    expect(refused()).toMatchObject(
      [1, 2, 3].map(() => ({ ticketRef: 't_1', chain: 't_1', codes: ['EGRESS_NOT_LISTED'] })),
    );
  });

  it('counts and throws the refusal even when the ledger cannot be written', async () => {
    const broken = createRememberingLedger().ledger;
    const fails = async () => Promise.reject(new Error('disk full'));
    const { outbound, permitFor, sent, counts } = setUp({ ledger: { ...broken, append: fails } });
    const permit = await permitFor(REPLY);

    await expect(
      outbound.sendEffect({ ...REPLY, body: '{}' }, permit, OPTIONS),
    ).rejects.toMatchObject({ code: 'PERMIT_REQUEST_DIFFERS' });
    expect(sent).toEqual([]);
    expect(outbound.refusals()).toBe(1);
    expect(counts.get('outbound.refusals_unrecorded')).toBe(1);
  });
});

describe('outbound: calls that are no effects', () => {
  it('sends to the own endpoint once, without a Permit, counted, not on the ledger', async () => {
    const { outbound, sent, answers, counts, refused } = setUp();
    answers.push({ ...OK, status: 503 });

    const result = await outbound.sendOwnEndpoint(plain(DOOR, '/webhooks/richpanel'));

    expect(result).toMatchObject({ status: 503 });
    expect(sent.map((one) => one.url)).toEqual([`${DOOR}/webhooks/richpanel`]);
    expect(counts.get('outbound.own_endpoint')).toBe(1);
    expect(refused()).toEqual([]);
  });

  it('does not let a vendor be reached as own endpoint or infrastructure', async () => {
    const { outbound, sent } = setUp();
    const request = plain(ORIGIN, '/v1/tickets/t/send-message');

    await expect(outbound.sendOwnEndpoint(request)).rejects.toMatchObject({
      code: 'EGRESS_NOT_LISTED',
    });
    await expect(outbound.sendInfrastructure(request)).rejects.toMatchObject({
      code: 'EGRESS_NOT_LISTED',
    });
    await expect(outbound.sendOwnEndpoint(plain(STS))).rejects.toMatchObject({
      code: 'EGRESS_NOT_LISTED',
    });

    expect(sent).toEqual([]);
    expect(outbound.refusals()).toBe(3);
  });

  it('tries infrastructure three times at most, and waits in between', async () => {
    const { outbound, sent, answers, sleeps, counts } = setUp();
    const failure: TransportResult = { outcome: 'failed', reason: 'timeout' };
    answers.push(failure, { ...OK, status: 503 }, { ...OK, status: 500 }, OK);

    expect(await outbound.sendInfrastructure(plain(STS))).toMatchObject({ status: 500 });
    expect(sent).toHaveLength(3);
    expect(sleeps).toEqual([100, 200]);
    expect(counts.get('outbound.infrastructure')).toBe(3);
    expect(counts.get('outbound.infrastructure_retries')).toBe(2);
  });

  it('sends infrastructure once where the caller repeats on its own', async () => {
    const { outbound, sent, answers, sleeps } = setUp();
    answers.push({ ...OK, status: 503 });

    expect(await outbound.sendInfrastructure({ ...plain(STS), maxTries: 1 })).toMatchObject({
      status: 503,
    });
    expect(sent).toEqual([expect.not.objectContaining({ maxTries: 1 })]);
    expect(sleeps).toEqual([]);
  });

  it.each<TransportResult>([
    OK,
    { ...OK, status: 400 },
    { outcome: 'failed', reason: 'too-large' },
  ])('does not repeat what is final: %o', async (answer) => {
    const { outbound, sent, answers } = setUp();
    answers.push(answer);

    expect(await outbound.sendInfrastructure(plain(STS))).toEqual(answer);
    expect(sent).toHaveLength(1);
  });
});
