import { LeaseLostError, MiddlewareError } from '../../../src/core/runtime/errors.ts';
import { PORT_METHODS, type PortName } from './points.ts';
import type { Actor, Scheduler } from './scheduler.ts';

/** What may go wrong in a store: it did nothing, it did it and the answer was lost, or it took its time. */
export type StoreFault =
  | { readonly kind: 'fails'; readonly when: 'before' | 'after' }
  | { readonly kind: 'slow'; readonly when: 'before' | 'after'; readonly ms: number };

export interface PauseRules {
  readonly scheduler: Scheduler;
  readonly actor: Actor;
  /** Asked once per call. */
  readonly takeStoreFault: (call: string) => StoreFault | null;
  /** Told of every call that returned, in the order in which they returned. */
  readonly onReturn?: (call: string, args: readonly unknown[], result: unknown) => void;
  /** Told when a caller learned that its lease is not its own any more. */
  readonly onLeaseLost?: () => void;
}

async function meet(
  fault: StoreFault | null,
  when: StoreFault['when'],
  { scheduler, actor }: PauseRules,
): Promise<void> {
  if (fault?.when !== when) return;
  if (fault.kind === 'slow') return scheduler.clockOf(actor).sleep(fault.ms);
  throw new MiddlewareError('STORE_UNAVAILABLE', 'retry', 'the simulated store failed');
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
  if (fault !== null) await meet(fault, 'before', rules);
  actor.inside.add(call);
  try {
    const result = await run();
    rules.onReturn?.(call, args, result);
    actor.inside.delete(call);
    await scheduler.pause(actor, `${call}:after`);
    if (fault !== null) await meet(fault, 'after', rules);
    return result;
  } catch (thrown) {
    if (thrown instanceof LeaseLostError) rules.onLeaseLost?.();
    throw thrown;
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
