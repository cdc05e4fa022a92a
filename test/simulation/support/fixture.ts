import type { DatabaseSync } from 'node:sqlite';
import { noteBetween } from './between.ts';
import { drawConditions } from './draw-conditions.ts';
import { prepareFacts } from './facts.ts';
import { createModel } from './model.ts';
import { mayPasteSoon } from './pasting.ts';
import { createRunState } from './run-state.ts';
import { createActor, createScheduler } from './scheduler.ts';
import { createChance } from './seeded-chance.ts';
import { takeFreshDisk } from './simulated-disk.ts';
import type { Planting } from './simulated-process.ts';
import { createSimulatedVendor } from './simulated-vendor.ts';
import { createStaff } from './staff.ts';
import { createFlagSetter, openEveryFlag } from './stores.ts';
import { createTrace } from './trace.ts';
import { chooseWireFault } from './vendor-faults.ts';

const START_MS = Date.UTC(2026, 10, 23, 9);

export type Fixture = ReturnType<typeof createFixture>;

/** One store, one vendor, and the processes that come and go between them. */
export function createFixture(
  seed: number,
  options: { readonly keepsTrace: boolean; readonly planting: Planting },
) {
  const chance = createChance(seed);
  const conditions = drawConditions(seed, chance);
  const trace = createTrace(options.keepsTrace);
  const scheduler = createScheduler(START_MS, chance, trace);
  const clock = scheduler.clockOf(createActor('outside', null));
  const { disk, release } = takeFreshDisk();
  const sqlite: DatabaseSync = disk;
  const facts = prepareFacts(sqlite);
  const state = createRunState(conditions);
  const { note } = state.faults;
  disk.onRefused = () => note('disk-full');
  const model = createModel({ scheduler, facts, scope: conditions.scope, note });
  const vendor = createSimulatedVendor(scheduler, {
    onRead: model.onRead,
    onWriteArrived: model.onWriteArrived,
    onWriteSent: (write, fault) => {
      model.onWriteSent(write);
      noteBetween(write, model.lastShownTo(write), vendor.ticket(write.ticketId), state.faults);
      mayPasteSoon({ vendor, chance, conditions, scheduler, state }, write, fault);
    },
    onFault: state.faults.note,
    mayLag: conditions.maxLagMs > 0,
    chooseFault: (request) =>
      state.isFaulty ? chooseWireFault(request, conditions, chance) : null,
  });
  const parts = { chance, conditions, trace, scheduler, sqlite, disk, facts, model, state, vendor };
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
      release();
    },
  };
}
