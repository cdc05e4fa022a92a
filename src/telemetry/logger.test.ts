import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Sensitive } from '../core/redaction/sensitive.ts';
import type { LogFields, Logger } from '../core/runtime/telemetry.ts';
import { createCountingMetrics } from './counting-metrics.ts';
import { createLogger } from './logger.ts';

const HASH = 'a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90';
const OWN_ID = 'abcdefghijklmnopqrstuvwx12';

/** One good value for each field there is; the compiler refuses a list that lacks one. */
const GOOD: Required<LogFields> = {
  deliveryId: OWN_ID,
  jobId: OWN_ID,
  ticketRef: HASH,
  workItemRef: HASH,
  environment: 'dev',
  effect: 'reply.send',
  outcome: 'coalesced',
  code: 'LEASE_LOST',
  codes: ['SAFE_MODE_ON', 'CAP_TICKET'],
  intent: 'unknown_other',
  templateId: 't_unknown_ack',
  attempt: 2,
  status: 202,
  count: 3,
  bytes: 512,
  durationMs: 1.5,
  delayMs: 4000,
  port: 8787,
  digest: HASH,
  vendor: 'richpanel',
};
const FIELD_NAMES = Object.keys(GOOD);

const CANARIES = [
  'CANARY Where is my order 10234, it never came',
  'canary.person@mail.example',
  '+49 151 CANARY 2345678',
  'Canary Street 5, 04109 Leipzig',
  '4111111111111111',
  '9400111899223100000000',
  '12CANARY34',
  '#CANARY1042',
  'https://shop.example/t/canary?token=shpat_canary',
  'shpat_canary0123456789abcdef',
  'canary\n{"event":"forged.line"}',
  '\u001b[31mcanary\u202e',
  'MÜLLER-CANARY',
] as const;

function capture(level: 'debug' | 'info' | 'silent' = 'debug') {
  const lines: string[] = [];
  const metrics = createCountingMetrics();
  const destination = { write: (line: string) => lines.push(line) };
  const logger = createLogger({ destination, level, metrics });
  return { lines, logger, withheld: () => metrics.snapshot().counters['log.fields_withheld'] ?? 0 };
}

/** Calls the logger as untyped code would. */
function logAnything(logger: Logger, event: unknown, fields: unknown): void {
  logger.log('info', event as string, fields as LogFields);
}

describe('a log line', () => {
  it('is one line of JSON with level, time, event and every allowed field', () => {
    const { lines, logger, withheld } = capture();

    logger.log('warn', 'job.settled', GOOD);

    expect(lines).toHaveLength(1);
    expect(lines[0]?.match(/\n/g)).toHaveLength(1);
    const parsed = JSON.parse(lines[0] ?? '');
    expect(parsed).toEqual({
      level: 'warn',
      time: expect.any(Number),
      event: 'job.settled',
      ...GOOD,
    });
    expect(withheld()).toBe(0);
  });

  it('takes over the fields of the child it was written with; its own come first', () => {
    const { lines, logger } = capture();

    logger
      .child({ attempt: 1, vendor: 'shopify' })
      .child({ status: 5 })
      .log('info', 'job.ended', { attempt: 2 });

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ attempt: 2, vendor: 'shopify', status: 5 });
    expect(lines[0]?.match(/"attempt"/g)).toHaveLength(1);
  });

  it('is not written below the level', () => {
    const { lines, logger } = capture('info');

    logger.log('debug', 'job.settled');

    expect(lines).toEqual([]);
  });
});

describe('R8.3, R9.3: the canary flood', () => {
  const wrap: readonly ((canary: string) => unknown)[] = [
    (canary) => canary,
    (canary) => [canary],
    (canary) => ({ nested: { deeper: [canary] } }),
    (canary) => new Error(canary, { cause: new Error(canary) }),
    (canary) => new Sensitive(canary),
    (canary) => ({ toJSON: () => canary }),
    (canary) => ({ toString: () => canary, [inspect.custom]: () => canary }),
    (canary): unknown => Object(canary),
    (canary) => Symbol(canary),
    (canary) => new Map([[canary, canary]]),
    (canary) => Buffer.from(canary),
    (canary) => () => canary,
  ];

  function expectNoCanary(lines: readonly string[]): void {
    const text = lines.join('');
    expect(text.toLowerCase()).not.toContain('canary');
    for (const canary of CANARIES) expect(text).not.toContain(canary);
  }

  it.each(CANARIES)('writes nothing of %j, in whatever field, form or place', (canary) => {
    const { lines, logger, withheld } = capture();
    const names = [
      ...FIELD_NAMES,
      'message',
      'msg',
      'err',
      'error',
      'event',
      'level',
      'time',
      'pid',
    ];

    for (const make of wrap) {
      for (const name of names) {
        logAnything(logger, 'job.settled', { [name]: make(canary) });
        logger.child({ [name]: make(canary) }).log('info', 'job.settled');
      }
      logAnything(logger, 'job.settled', make(canary));
      logAnything(logger, make(canary), GOOD);
    }
    logAnything(logger, 'job.settled', { [canary]: 1, codes: ['SAFE_MODE_ON', canary] });

    expectNoCanary(lines);
    expect(lines.length).toBeGreaterThan(wrap.length * names.length);
    expect(withheld()).toBeGreaterThan(wrap.length * names.length);
  });

  it('writes nothing of a long number that stands in a field for figures', () => {
    const { lines, logger } = capture();

    for (const name of FIELD_NAMES)
      logAnything(logger, 'job.settled', { [name]: 4_915_112_345_678 });

    expect(lines).toHaveLength(FIELD_NAMES.length);
    expect(lines.join('')).not.toContain('4915112345678');
  });

  it('writes no text with a space, an @ or a quote, whatever it is', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 });
    const withheldText = text.filter((value) => /[\s@"'<>+]/.test(value));

    fc.assert(
      fc.property(fc.constantFrom(...FIELD_NAMES), withheldText, (name, value) => {
        const { lines, logger } = capture();
        logAnything(logger, 'job.settled', { [name]: value });
        expect(JSON.parse(lines[0] ?? '')[name]).toBe('[redacted]');
      }),
    );
  });
});

describe('what is withheld', () => {
  it('is counted on the line and in the metrics', () => {
    const { lines, logger, withheld } = capture();

    logAnything(logger, 'job.settled', { text: 'x', email: 'y', code: 'lower' });

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ code: '[redacted]', withheld: 3 });
    expect(lines[0]).not.toContain('"text"');
    expect(withheld()).toBe(3);
  });

  it('includes what a child was bound to: shown on its lines, counted once', () => {
    const { lines, logger, withheld } = capture();
    const child = logger.child({ code: 'lower' });

    child.log('info', 'job.settled', { status: 1 });
    child.log('info', 'job.settled', { status: 2 });

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ code: '[redacted]', status: 1 });
    expect(withheld()).toBe(1);
  });
});

describe('the logger never throws', () => {
  it('whatever it is given', () => {
    const { logger } = capture();
    const hostile = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    const getter = Object.defineProperty({}, 'code', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });

    for (const fields of [hostile, getter, null, 7, 'x']) {
      expect(() => logAnything(logger, 'job.settled', fields)).not.toThrow();
      expect(() => logger.child(fields as LogFields).log('info', 'job.settled')).not.toThrow();
    }
    expect(() => logger.log('nonsense' as 'info', 'job.settled')).not.toThrow();
  });

  it('also when the destination does', () => {
    const destination = {
      write: () => {
        throw new Error('disk full');
      },
    };
    const logger = createLogger({ destination, level: 'info' });

    expect(() => logger.log('info', 'job.settled')).not.toThrow();
  });
});
