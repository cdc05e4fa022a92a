import { drawConditions } from './conditions.ts';
import { prepareFacts } from './facts.ts';
import { createModel } from './model.ts';
import { createRunState } from './run-state.ts';
import { createActor, createScheduler } from './scheduler.ts';
import { createChance } from './seeded-chance.ts';
import type { Planting } from './simulated-process.ts';
import { createSimulatedVendor } from './simulated-vendor.ts';
import { createStaff } from './staff.ts';
import { createFlagSetter, openEveryFlag, openFreshStore } from './stores.ts';
import { createTrace } from './trace.ts';
import { chooseWireFault } from './vendor-faults.ts';

const START_MS = Date.UTC(2026, 10, 23, 9);

export type World = ReturnType<typeof createWorld>;

/** One store, one vendor, and the processes that come and go between them. */
export function createWorld(
  seed: number,
  options: { readonly keepsTrace: boolean; readonly planting: Planting },
) {
  const chance = createChance(seed);
  const conditions = drawConditions(seed, chance);
  const trace = createTrace(options.keepsTrace);
  const scheduler = createScheduler(START_MS, chance, trace);
  const clock = scheduler.clockOf(createActor('outside', null));
  const sqlite = openFreshStore();
  const facts = prepareFacts(sqlite);
  const model = createModel({ scheduler, facts, scope: conditions.scope });
  const state = createRunState(conditions);
  const vendor = createSimulatedVendor(scheduler, {
    onRead: model.onRead,
    onWriteArrived: model.onWriteArrived,
    onWriteSent: (write) => {
      if (write.talkText !== null) {
        state.lastTalkText = write.talkText;
        state.lastTalkId = write.ticketId;
      }
      model.onWriteSent(write);
    },
    mayLag: conditions.maxLagMs > 0,
    chooseFault: (request) =>
      state.isFaulty ? chooseWireFault(request, conditions, chance) : null,
  });
  const parts = { chance, conditions, trace, scheduler, sqlite, facts, model, state, vendor };
  const staff = createStaff({ ...parts, planting: options.planting });
  const setFlag = createFlagSetter(sqlite, clock);
  openEveryFlag(setFlag);
  for (const ticket of conditions.tickets) vendor.addTicket(ticket);
  staff.startProcess();
  return {
    ...parts,
    ...staff,
    clock,
    setFlag,
    close: async () => {
      await vendor.stub.close();
      sqlite.close();
    },
  };
}
