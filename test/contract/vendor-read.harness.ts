import type { EgressEntry } from '../../src/adapters/outbound/egress.ts';
import { createHttpTransport } from '../../src/adapters/outbound/http-transport.ts';
import type { Outbound } from '../../src/adapters/outbound/outbound.ts';
import type { Transport } from '../../src/adapters/outbound/transport.ts';
import type { OutsideEffectName, PreparedRequest } from '../../src/core/gate/effects.ts';
import type { Permit } from '../../src/core/gate/permit.ts';
import { Sensitive } from '../../src/core/redaction/sensitive.ts';
import { allowingContext } from '../support/gate-context.ts';
import {
  createHarnessOutbound,
  createPermitSource,
  createRememberingLedger,
} from './helpdesk-harness.ts';

/** How the next call of the vendor fails. `429` carries `Retry-After: 20`. */
export type ReadFault = '401' | '403' | '429' | '500' | 'hang' | 'truncated-json';

/** A vendor that listens on loopback, as the suites see it. */
export interface VendorFixture {
  fault(kind: ReadFault): void;
  /** How many requests arrived, failed ones included. */
  arrivals(): number;
  /** Nobody listens any more. */
  stop(): Promise<void>;
}

/** What one adapter is built from; a test may put another in its place. */
export interface ReaderParts {
  readonly outbound: Pick<Outbound, 'sendEffect'>;
  readonly origin: string;
  readonly key: Sensitive<string>;
  readonly timeoutMs: number;
  readonly clock: { now(): number };
}

export type ReaderSettings = Partial<Pick<ReaderParts, 'timeoutMs' | 'key' | 'outbound'>>;

export interface VendorReadHarness<P, W extends VendorFixture = VendorFixture> {
  readonly fixture: W;
  readonly key: string;
  readonly origin: string;
  readonly transport: Transport;
  /** The adapter, with a key that the vendor knows and a patience of ten seconds unless told otherwise. */
  connect(settings?: ReaderSettings): P;
  /** Decides, writes down and mints, in a context in which every rule allows. */
  permitFor<E extends OutsideEffectName>(request: PreparedRequest<E>): Promise<Permit<E>>;
  /** How often outbound refused. */
  refusals(): number;
  close(): Promise<void>;
}

export interface VendorReadOptions<P, W extends VendorFixture> {
  readonly fixture: W;
  readonly origin: string;
  readonly key: string;
  readonly egress: readonly EgressEntry[];
  readonly makePort: (parts: ReaderParts) => P;
}

/** Never waited for, however busy the machine is. */
const PATIENCE_MS = 10_000;

/** An adapter over real HTTP to a vendor on loopback, with real Permits through one outbound. */
export function createVendorReadHarness<P, W extends VendorFixture>(
  options: VendorReadOptions<P, W>,
): VendorReadHarness<P, W> {
  const { fixture, origin, key } = options;
  const { nowMs } = allowingContext();
  const { ledger } = createRememberingLedger();
  const transport = createHttpTransport();
  const outbound = createHarnessOutbound(options.egress, ledger, transport);
  const parts: ReaderParts = {
    outbound,
    origin,
    key: new Sensitive(key),
    timeoutMs: PATIENCE_MS,
    clock: { now: () => nowMs },
  };
  return {
    fixture,
    key,
    origin,
    transport,
    connect: (settings = {}) => options.makePort({ ...parts, ...settings }),
    permitFor: createPermitSource(ledger, () => nowMs),
    refusals: outbound.refusals,
    close: async () => {
      transport.close();
      await fixture.stop();
    },
  };
}
