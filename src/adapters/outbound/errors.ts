import { MiddlewareError } from '../../core/runtime/errors.ts';

/** The address is not on the egress list of this environment for this class of call. Nothing was sent. */
export class EgressNotListedError extends MiddlewareError {
  constructor() {
    super('EGRESS_NOT_LISTED', 'hold', 'the address is not on the egress list of this environment');
  }
}
