import type { Sensitive } from '../../core/redaction/sensitive.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { ConfigurationError } from '../../core/runtime/errors.ts';
import type { Outbound } from '../outbound/outbound.ts';
import { isHeaderValue, type VendorSendDeps } from '../outbound/vendor-send.ts';
import { RICHPANEL_KEY_HEADER } from './richpanel.names.ts';

/** What every client of Richpanel's API needs. */
export interface RichpanelConnection {
  readonly outbound: Pick<Outbound, 'sendEffect'>;
  /** `RICHPANEL_ORIGIN`, or the stub's origin on loopback. */
  readonly origin: string;
  readonly apiKey: Sensitive<string>;
  /** For one whole call. */
  readonly timeoutMs: number;
  readonly clock: Pick<Clock, 'now'>;
}

function invalidSettings(): ConfigurationError {
  return new ConfigurationError(
    'RICHPANEL_SETTINGS_INVALID',
    'The Richpanel key is not plain ASCII without spaces, or the id of the bot agent is empty.',
    'Store the key exactly as Richpanel shows it and set the id of the agent that signs replies.',
  );
}

/** @throws {ConfigurationError} `RICHPANEL_SETTINGS_INVALID` */
export function assertApiKey(apiKey: Sensitive<string>): void {
  if (!isHeaderValue(apiKey.reveal())) throw invalidSettings();
}

/** @throws {ConfigurationError} `RICHPANEL_SETTINGS_INVALID` */
export function assertBotAgentId(botAgentId: string): void {
  if (botAgentId.trim() === '') throw invalidSettings();
}

/** The connection as `createVendorSend` takes it. */
export function toSendDeps(connection: RichpanelConnection): VendorSendDeps {
  const { outbound, origin, apiKey, timeoutMs } = connection;
  const credentials = () => ({ [RICHPANEL_KEY_HEADER]: apiKey.reveal() });
  return { vendor: 'richpanel', outbound, origin, credentials, timeoutMs };
}
