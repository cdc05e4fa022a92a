import { MiddlewareError } from '../../../src/core/errors.ts';
import { PORT_METHODS, type PortName } from './points.ts';
import type { Actor, Scheduler } from './scheduler.ts';

/** What may go wrong in a store: it did nothing, or it did it and the answer was lost. */
export type StoreFault = 'before' | 'after';

export interface PauseRules {
  readonly scheduler: Scheduler;
  readonly actor: Actor;
  /** Asked once per call of a store; what it answers is thrown. */
  readonly takeStoreFault: (call: string) => StoreFault | null;
  /** Told of every call that returned, in the order in which they returned. */
  readonly onReturn?: (call: string, args: readonly unknown[], result: unknown) => void;
}

function storeUnavailable(): MiddlewareError {
  return new MiddlewareError('STORE_UNAVAILABLE', 'retry', 'the simulated store failed');
}

/** Runs one call with a pause before and after it; the scheduler decides how long each is. */
export async function pauseAround(
  call: string,
  rules: PauseRules,
  run: () => unknown,
  args: readonly unknown[] = [],
): Promise<unknown> {
  const { scheduler, actor } = rules;
  await scheduler.pause(actor, `${call}:before`);
  const fault = rules.takeStoreFault(call);
  if (fault === 'before') throw storeUnavailable();
  actor.inside.add(call);
  try {
    const result = await run();
    rules.onReturn?.(call, args, result);
    actor.inside.delete(call);
    await scheduler.pause(actor, `${call}:after`);
    if (fault === 'after') throw storeUnavailable();
    return result;
  } finally {
    actor.inside.delete(call);
  }
}

/** The same port, with a pause before and after every call that the worker may wait for. */
export function pausePort<P extends object>(port: P, name: PortName, rules: PauseRules): P {
  const paused: ReadonlySet<string> = new Set(PORT_METHODS[name]);
  return new Proxy(port, {
    get: (target, property) => {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== 'function' || typeof property !== 'string' || !paused.has(property))
        return member;
      return (...args: unknown[]) =>
        pauseAround(`${name}.${property}`, rules, () => Reflect.apply(member, target, args), args);
    },
  });
}
