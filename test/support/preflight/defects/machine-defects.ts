import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { changeJson } from '../config-folder.ts';
import { type Defect, setFlag } from './defect.ts';

const numbersSchema = z.looseObject({
  caps: z.record(z.string(), z.number()),
  replyWindowMinutes: z.record(z.string(), z.number()),
});

/** Limits as somebody changed them for a test and forgot (incident 16). */
function changeLimit(group: 'caps' | 'replyWindowMinutes', name: string, value: number) {
  return ({ configDir }: { readonly configDir: string }): void =>
    changeJson(configDir, 'routing.json', (json) => {
      const routing = numbersSchema.parse(json);
      return { ...routing, [group]: { ...routing[group], [name]: value } };
    });
}

/** A file where the folder of the store should be. */
const blockStore = ({ dataDir }: { readonly dataDir: string }): void => writeFileSync(dataDir, '');

/** What is wrong on this machine, not in the account. */
export const MACHINE_DEFECTS: readonly Defect[] = [
  {
    name: 'a cap that is not the documented one (incident 16)',
    plant: changeLimit('caps', 'repliesTicket24h', 30),
    fails: ['limit.routing LIMIT_DIFFERS'],
    says: ['repliesTicket24h is 30, not 3'],
  },
  {
    name: 'a data folder that is a file',
    plant: blockStore,
    fails: ['store.writable STORE_UNWRITABLE'],
  },
  {
    name: 'an open staging whose reason the ledger cannot take',
    environment: 'staging',
    args: ['--allow-open-staging', 'rehearsal'],
    plant: (site) => {
      setFlag('safe_mode', 'false')(site);
      blockStore(site);
    },
    fails: ['flag.staging-closed STAGING_OPEN', 'store.writable STORE_UNWRITABLE'],
  },
];
