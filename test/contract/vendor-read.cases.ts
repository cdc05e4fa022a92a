import { inspect } from 'node:util';
import { expect } from 'vitest';
import type { OutsideEffectName, PreparedRequest } from '../../src/core/gate/effects.ts';
import type { Permit } from '../../src/core/gate/permit.ts';
import { Sensitive } from '../../src/core/redaction/sensitive.ts';
import type { ContractCase } from './contract-case.ts';
import type { ReaderSettings, ReadFault, VendorReadHarness } from './vendor-read.harness.ts';

/** Waited for in full, and long enough to connect. */
const SHORT_TIMEOUT_MS = 500;
const FOREIGN_KEY = 'foreign-key-4d1f';

/** One read of a port, in its two halves. */
export interface ReadOf<P, E extends OutsideEffectName> {
  readonly name: string;
  readonly prepare: (port: P) => PreparedRequest<E>;
  readonly send: (port: P, request: PreparedRequest<E>, permit: Permit<E>) => Promise<unknown>;
}

export async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
}

/** Asks the port once, with a Permit of its own. */
export async function ask<P, E extends OutsideEffectName>(
  harness: VendorReadHarness<P>,
  read: ReadOf<P, E>,
  settings?: ReaderSettings,
): Promise<unknown> {
  const port = harness.connect(settings);
  const request = read.prepare(port);
  return read.send(port, request, await harness.permitFor(request));
}

/** Words of the stubs' answers: what they refuse with, and what they hold. */
const ANSWER_WORDS =
  /refuses|incorrect|unauthorized|internal|canary|scripted|read_|stub-|does not/i;

/** No key, no text of an answer and no address stands in an error, however it is printed. */
export function expectDiscreet(error: unknown, { key, origin }: VendorReadHarness<unknown>): void {
  const printed = `${JSON.stringify(error)} ${inspect(error, { depth: 9, showHidden: true })}`;
  // Stack frames name the files of this project, which hold such words.
  const spoken = printed.replace(/\n\s+at [^\n]*/g, '').replace(/\\n\s+at .*?(?=\\n|")/g, '');
  for (const secret of [key, FOREIGN_KEY, origin, new URL(origin).host, '/v1/', '/admin/'])
    expect(spoken).not.toContain(secret);
  expect(spoken).not.toMatch(ANSWER_WORDS);
}

interface Failure {
  readonly name: string;
  readonly kind: ReadFault;
  readonly expected: Readonly<Record<string, unknown>>;
  readonly settings?: ReaderSettings;
}

const FAILURES: readonly Failure[] = [
  {
    name: 'R2.2 R2.3: a refused key is a rejection with its status',
    kind: '401',
    expected: { code: 'VENDOR_REJECTED', context: { status: 401 } },
  },
  {
    name: 'a forbidden call is a rejection with its status (incident 27)',
    kind: '403',
    expected: { code: 'VENDOR_REJECTED', context: { status: 403 } },
  },
  {
    name: 'D9: a 429 says how long to wait',
    kind: '429',
    expected: { code: 'VENDOR_RATE_LIMITED', disposition: 'retry', retryAfterMs: 20_000 },
  },
  {
    name: 'a 500 is unavailable and not repeated',
    kind: '500',
    expected: { code: 'VENDOR_UNAVAILABLE' },
  },
  {
    name: 'no answer in time is unavailable and not repeated',
    kind: 'hang',
    expected: { code: 'VENDOR_UNAVAILABLE' },
    settings: { timeoutMs: SHORT_TIMEOUT_MS },
  },
  {
    name: 'R2.3: an answer that breaks off is invalid, and no part of it is shown',
    kind: 'truncated-json',
    expected: { code: 'VENDOR_ANSWER_INVALID' },
  },
];

function failureCases<P, E extends OutsideEffectName, H extends VendorReadHarness<P>>(
  read: ReadOf<P, E>,
): readonly ContractCase<H>[] {
  return FAILURES.map(({ name, kind, expected, settings }) => ({
    name: `${read.name}: ${name}`,
    run: async (harness) => {
      harness.fixture.fault(kind);

      const error = await errorOf(ask(harness, read, settings));

      expect(error).toMatchObject(expected);
      expectDiscreet(error, harness);
      expect(harness.fixture.arrivals()).toBe(1);
    },
  }));
}

/** What every read of a vendor promises: each failure by its name, one request for one Permit, nothing repeated. */
export function vendorReadCases<P, E extends OutsideEffectName, H extends VendorReadHarness<P>>(
  read: ReadOf<P, E>,
): readonly ContractCase<H>[] {
  return [
    ...failureCases<P, E, H>(read),
    {
      name: `${read.name}: a key that the vendor does not know is a rejection`,
      run: async (harness) => {
        const error = await errorOf(ask(harness, read, { key: new Sensitive(FOREIGN_KEY) }));

        expect(error).toMatchObject({ code: 'VENDOR_REJECTED', context: { status: 401 } });
        expectDiscreet(error, harness);
      },
    },
    {
      name: `${read.name}: without a connection it is unavailable`,
      run: async (harness) => {
        await harness.fixture.stop();

        const error = await errorOf(ask(harness, read));

        expect(error).toMatchObject({ code: 'VENDOR_UNAVAILABLE' });
        expectDiscreet(error, harness);
      },
    },
    {
      name: `${read.name}: prepares the same request each time, without the key`,
      run: async (harness) => {
        const request = read.prepare(harness.connect());

        expect(read.prepare(harness.connect())).toEqual(request);
        expect(JSON.stringify(request)).not.toContain(harness.key);
        expect(harness.fixture.arrivals()).toBe(0);
      },
    },
    {
      name: `${read.name}: a spent Permit sends nothing`,
      run: async (harness) => {
        const port = harness.connect();
        const request = read.prepare(port);
        const permit = await harness.permitFor(request);
        await read.send(port, request, permit);

        const error = await errorOf(read.send(port, request, permit));

        expect(error).toMatchObject({ code: 'PERMIT_SPENT' });
        expect(harness.fixture.arrivals()).toBe(1);
        expect(harness.refusals()).toBe(1);
      },
    },
    {
      name: `${read.name}: a Permit of another request sends nothing`,
      run: async (harness) => {
        const port = harness.connect();
        const request = read.prepare(port);
        const permit = await harness.permitFor({ ...request, path: `${request.path}x` });

        const error = await errorOf(read.send(port, request, permit));

        expect(error).toMatchObject({ code: 'PERMIT_REQUEST_DIFFERS' });
        expect(harness.fixture.arrivals()).toBe(0);
      },
    },
    {
      name: `${read.name}: gives the key to no other host`,
      run: async (harness) => {
        const port = harness.connect();
        const request = { ...read.prepare(port), origin: 'https://elsewhere.example.com' };

        const error = await errorOf(read.send(port, request, await harness.permitFor(request)));

        expect(error).toMatchObject({ code: 'VENDOR_ORIGIN_DIFFERS' });
      },
    },
    {
      name: `${read.name}: egress list holds its address and not its neighbours`,
      run: async (harness) => {
        const port = harness.connect();
        const request = { ...read.prepare(port), path: '/v1/tickets' };

        const error = await errorOf(read.send(port, request, await harness.permitFor(request)));

        expect(error).toMatchObject({ code: 'EGRESS_NOT_LISTED' });
        expect(harness.fixture.arrivals()).toBe(0);
      },
    },
  ];
}
