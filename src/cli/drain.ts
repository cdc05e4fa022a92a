import type { Console, LocalService } from './surface.ts';

/** Finishes what is in hand, and says meanwhile how to end without it. */
export async function drain(
  service: Pick<LocalService, 'stop'>,
  console: Pick<Console, 'err'>,
): Promise<void> {
  console.err(
    '\ndraining … (once more ends it at once; what is in hand goes on at the next start)',
  );
  await service.stop();
  console.err(' stopped\n');
}
