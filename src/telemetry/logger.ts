import { pino } from 'pino';
import type { Logger, LogLevel, Metrics } from '../core/runtime/telemetry.ts';
import { type ScreenedFields, screenFields, WITHHELD } from './log-fields.ts';
import { METRIC_NAMES } from './metrics.names.ts';

/** Where lines go, newline included; pino's destinations and node's streams fit. */
interface LogDestination {
  write(line: string): unknown;
}

interface LoggerOptions {
  readonly destination: LogDestination;
  /** The least level that is written. */
  readonly level: LogLevel | 'silent';
  /** Counts what was withheld; the line itself carries the number too. */
  readonly metrics?: Pick<Metrics, 'count'>;
}

const EVENT = /^[a-z][a-z_-]{1,29}(?:\.[a-z_-]{2,30}){1,2}$/;
const MAX_KNOWN_EVENTS = 256;
const NOTHING: ScreenedFields = { fields: {}, withheld: 0 };

/**
 * The one logger: one JSON line per fact with `level`, `time` (epoch ms), `event` and allow-listed fields; there is no
 * message string. An event that is not a constant of the known form, a field that is not listed and a value that has
 * not its field's form are withheld and counted in the line's `withheld` (R8.3, R9.3). Never throws, also when the
 * destination does.
 */
export function createLogger(options: LoggerOptions): Logger {
  const writer = pino(
    {
      base: null,
      level: options.level,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => void options.destination.write(line) },
  );

  /** Events are constants, so the same few strings come again and again. */
  const knownEvents = new Set<string>();

  function isEvent(event: string): boolean {
    if (knownEvents.has(event)) return true;
    if (typeof event !== 'string' || !EVENT.test(event)) return false;
    if (knownEvents.size < MAX_KNOWN_EVENTS) knownEvents.add(event);
    return true;
  }

  function write(level: LogLevel, event: string, own: ScreenedFields, bound: ScreenedFields): void {
    const isEventKnown = isEvent(event);
    const withheld = own.withheld + (isEventKnown ? 0 : 1);
    const line = { event: isEventKnown ? event : WITHHELD, ...bound.fields, ...own.fields };
    writer[level](withheld === 0 ? line : { ...line, withheld });
    countWithheld(withheld);
  }

  function countWithheld(withheld: number): void {
    if (withheld > 0) options.metrics?.count(METRIC_NAMES.LOG_FIELDS_WITHHELD, withheld);
  }

  function bind(bound: ScreenedFields): Logger {
    return {
      log(level, event, fields) {
        try {
          if (!writer.isLevelEnabled(level)) return;
          write(level, event, fields === undefined ? NOTHING : screenFields(fields), bound);
        } catch {
          // A line that cannot be written fails nothing else; there is nowhere left to say so.
        }
      },
      child(fields) {
        const screened = screenChild(bound, fields);
        countWithheld(screened.withheld);
        return bind(screened);
      },
    };
  }

  return bind(NOTHING);
}

function screenChild(bound: ScreenedFields, fields: object): ScreenedFields {
  try {
    const own = screenFields(fields);
    return { fields: { ...bound.fields, ...own.fields }, withheld: own.withheld };
  } catch {
    return { fields: bound.fields, withheld: 1 };
  }
}
