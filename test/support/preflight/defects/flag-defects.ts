import { ALL_FLAGS, type FlagName, templateFlag } from '../../../../src/core/flags/names.ts';
import { type Defect, onFlag, removeFlag, setFlag, withFault } from './defect.ts';

const TEMPLATE = templateFlag('t_promo_discount_info');
const failing = (flag: FlagName, code: string) => [`flag.${flag} ${code}`];

const invalid = (flag: FlagName, value: string): Defect => ({
  name: `${flag} = ${JSON.stringify(value)}`,
  plant: setFlag(flag, value),
  fails: failing(flag, 'FLAG_INVALID'),
});

const REQUIRED: readonly Defect[] = [
  ...(['safe_mode', 'automation_enabled', 'routing_enabled'] as const).map((flag) => ({
    name: `${flag} that is missing`,
    plant: removeFlag(flag),
    fails: failing(flag, 'FLAG_MISSING'),
  })),
  {
    name: 'safe_mode that may not be read',
    plant: onFlag('safe_mode', 'access-denied'),
    fails: failing('safe_mode', 'FLAG_UNREADABLE'),
    says: ['ACCESS_DENIED'],
  },
  {
    name: 'automation_enabled that is encrypted with a lost key',
    plant: (site) => {
      setFlag('automation_enabled', 'false', 'SecureString')(site);
      onFlag('automation_enabled', 'decryption-failure')(site);
    },
    fails: failing('automation_enabled', 'FLAG_UNDECRYPTABLE'),
  },
  {
    name: 'routing_enabled that is empty',
    plant: setFlag('routing_enabled', ' '),
    fails: failing('routing_enabled', 'FLAG_EMPTY'),
  },
  invalid('safe_mode', 'ture'),
  invalid('automation_enabled', 'TRUE'),
  invalid('routing_enabled', ' true'),
];

const everything = [
  'account.marker MARKER_UNREADABLE',
  ...ALL_FLAGS.flatMap((flag) => failing(flag, 'FLAG_UNREADABLE')),
];

/** One refusal of Parameter Store is one of everything that is kept there. */
const WHOLE_STORE: readonly Defect[] = [
  {
    name: 'a parameter store that throttles for good',
    plant: withFault({ kind: 'throttling', operation: 'GetParameters' }),
    ...{ fails: everything, says: ['SERVICE_THROTTLED'] },
  },
  {
    name: 'a parameter store that answers another shape',
    plant: withFault({ kind: 'wrong-shape', operation: 'GetParameters' }),
    ...{ fails: everything, says: ['ANSWER_UNREADABLE'] },
  },
];

const OPTIONAL: readonly Defect[] = [
  invalid(TEMPLATE, 'ture'),
  invalid('automation_channels', 'email,sms'),
  {
    name: 'a template’s flag that may not be read',
    plant: onFlag(TEMPLATE, 'access-denied'),
    fails: failing(TEMPLATE, 'FLAG_UNREADABLE'),
  },
  {
    name: 'automation_channels that is empty',
    plant: setFlag('automation_channels', ''),
    fails: failing('automation_channels', 'FLAG_EMPTY'),
  },
];

const STAGING: readonly Defect[] = [
  {
    name: 'staging with safe mode off',
    environment: 'staging',
    plant: setFlag('safe_mode', 'false'),
    fails: ['flag.staging-closed STAGING_OPEN'],
  },
  {
    name: 'staging with automation on',
    environment: 'staging',
    plant: setFlag('automation_enabled', 'true'),
    fails: ['flag.staging-closed STAGING_OPEN'],
  },
  {
    name: 'staging whose flag cannot be read, with a reason to be open',
    environment: 'staging',
    args: ['--allow-open-staging', 'rehearsal'],
    plant: setFlag('safe_mode', 'TRUE'),
    fails: failing('safe_mode', 'FLAG_INVALID'),
  },
];

export const FLAG_DEFECTS: readonly Defect[] = [
  ...REQUIRED,
  ...WHOLE_STORE,
  ...OPTIONAL,
  ...STAGING,
];
