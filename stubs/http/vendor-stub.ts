import type { StubListener } from './listener.ts';
import type { StubRequest, StubResponse } from './request.ts';

/** What every stub of a vendor that only answers reads can do. */
export interface VendorStub<State, Fault, Entry> extends StubListener {
  /** Answers one request, synchronously, without a socket. */
  handle(request: StubRequest): StubResponse;
  /** Replaces parts of what the stub knows. */
  change(state: Partial<State>): void;
  /** Plans a fault for the next call. */
  script(fault: Fault): void;
  /** Every request that arrived, oldest first. */
  journal(): readonly Entry[];
  /** Calls that were answered with 501: of another kind, or for data that the stub does not have. */
  unknownCalls(): number;
}
