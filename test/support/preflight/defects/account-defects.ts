import { markerParameter } from '../../../../src/core/environment/resource.names.ts';
import { TEST_REGION } from '../../aws-stand-in/account-fixture.ts';
import type { FaultKind } from '../../aws-stand-in/faults.ts';
import { ACCOUNT_IDS, changeRegistry } from '../config-folder.ts';
import type { Site } from '../stage.ts';
import { type Defect, onMarker, setMarker, withFault } from './defect.ts';

const STRANGER = '987654321098';
const NOTHING: readonly string[] = [];
const ONLY_STS = ['GetCallerIdentity'];

function moveTo(accountId: string) {
  return ({ standIn }: Site): void => {
    standIn.state.accountId = accountId;
  };
}

function setClock(offsetMs: number) {
  return ({ standIn }: Site): void => {
    standIn.state.clockOffsetMs = offsetMs;
  };
}

function moveMarker(accountId: string, region: string) {
  return ({ environment, standIn: { state } }: Site): void =>
    void state.strayPlaces.set(markerParameter(environment), { accountId, region });
}

function withoutKeys({ variables }: Site): void {
  delete variables['AWS_ACCESS_KEY_ID'];
  delete variables['AWS_SECRET_ACCESS_KEY'];
}

const CONFIGURED: readonly Defect[] = [
  {
    name: 'a placeholder account',
    plant: ({ configDir }) =>
      changeRegistry(configDir, (registry) => {
        registry.environments.dev.accountId = '000000000000';
        return registry;
      }),
    fails: ['account.configured ACCOUNT_NOT_CONFIGURED'],
    asks: NOTHING,
  },
  {
    name: 'a region that is not the environment’s',
    args: ['--region', 'eu-west-1'],
    fails: ['account.region REGION_DIFFERS'],
    says: ['eu-west-1', TEST_REGION],
    asks: NOTHING,
  },
];

const CALLER: readonly Defect[] = [
  {
    name: 'a stranger’s account (incident 20)',
    plant: moveTo(STRANGER),
    fails: ['account.caller ACCOUNT_DIFFERS'],
    says: [STRANGER, ACCOUNT_IDS.dev],
    asks: ONLY_STS,
  },
  {
    name: 'prod’s account under --env dev',
    plant: moveTo(ACCOUNT_IDS.prod),
    fails: ['account.caller ACCOUNT_DIFFERS'],
    says: [`${ACCOUNT_IDS.prod} (prod)`, ACCOUNT_IDS.dev],
    asks: ONLY_STS,
  },
  {
    name: 'dev’s account under --env prod',
    environment: 'prod',
    plant: moveTo(ACCOUNT_IDS.dev),
    fails: ['account.caller ACCOUNT_DIFFERS'],
    says: [`${ACCOUNT_IDS.dev} (dev)`, ACCOUNT_IDS.prod],
    asks: ONLY_STS,
  },
  {
    name: 'an account that --expect-account does not name',
    args: ['--expect-account', ACCOUNT_IDS.prod],
    fails: ['account.caller ACCOUNT_NOT_EXPECTED'],
    says: [ACCOUNT_IDS.prod, ACCOUNT_IDS.dev],
    asks: ONLY_STS,
  },
];

function credentials(
  name: string,
  code: string,
  plant: Defect['plant'],
  ...args: string[]
): Defect {
  return {
    ...{ name, args, fails: [`account.credentials ${code}`], asks: ONLY_STS },
    ...(plant === undefined ? {} : { plant }),
  };
}

function caller(kind: FaultKind, code: string): Defect {
  const patience = kind === 'hang' ? ['--timeout', '1'] : [];
  return credentials(
    `STS: ${kind}`,
    code,
    withFault({ kind, operation: 'GetCallerIdentity' }),
    ...patience,
  );
}

const CREDENTIALS: readonly Defect[] = [
  { ...credentials('no credentials', 'CREDENTIALS_MISSING', withoutKeys), asks: NOTHING },
  {
    ...credentials(
      'a profile that nobody has',
      'CREDENTIALS_MISSING',
      undefined,
      '--profile',
      'gone',
    ),
    asks: NOTHING,
  },
  {
    ...credentials('an address where nothing listens', 'ENDPOINT_UNREACHABLE', ({ standIn }) =>
      standIn.close(),
    ),
    asks: NOTHING,
  },
  caller('expired-token', 'CREDENTIALS_EXPIRED'),
  caller('invalid-token', 'CREDENTIALS_INVALID'),
  caller('access-denied', 'CREDENTIALS_DENIED'),
  caller('hang', 'ENDPOINT_TIMEOUT'),
  caller('reset', 'ENDPOINT_UNREACHABLE'),
  caller('throttling', 'SERVICE_THROTTLED'),
  caller('server-error', 'SERVICE_FAILED'),
  caller('garbage', 'ANSWER_UNREADABLE'),
  caller('wrong-shape', 'ANSWER_UNREADABLE'),
];

const CLOCK: readonly Defect[] = [
  {
    name: 'a clock ten minutes ahead',
    plant: setClock(-600_000),
    fails: ['account.clock CLOCK_SKEWED'],
  },
  {
    name: 'a clock ten minutes behind',
    plant: setClock(600_000),
    fails: ['account.clock CLOCK_SKEWED'],
  },
  { name: 'a clock half a minute behind', plant: setClock(30_000), fails: [] },
];

const MARKER: readonly Defect[] = [
  {
    name: 'no marker',
    plant: ({ environment, standIn }) =>
      void standIn.state.parameters.delete(markerParameter(environment)),
    fails: ['account.marker MARKER_MISSING'],
  },
  {
    name: 'another environment’s marker',
    plant: setMarker('prod'),
    fails: ['account.marker MARKER_DIFFERS'],
    says: ['it says prod'],
  },
  {
    name: 'a marker that nearly says it',
    plant: setMarker('dev '),
    fails: ['account.marker MARKER_DIFFERS'],
    says: ['something else'],
  },
  {
    name: 'a marker that may not be read',
    plant: onMarker('access-denied'),
    fails: ['account.marker MARKER_UNREADABLE'],
  },
  {
    name: 'a marker that is never answered',
    args: ['--timeout', '1'],
    plant: onMarker('hang'),
    fails: ['account.marker MARKER_UNREADABLE'],
    says: ['ENDPOINT_TIMEOUT'],
  },
  {
    name: 'a marker answered from another account',
    plant: moveMarker(ACCOUNT_IDS.prod, TEST_REGION),
    fails: ['account.marker MARKER_ELSEWHERE'],
  },
  {
    name: 'a marker answered from another region',
    plant: moveMarker(ACCOUNT_IDS.dev, 'eu-west-1'),
    fails: ['account.marker MARKER_ELSEWHERE'],
  },
];

export const ACCOUNT_DEFECTS: readonly Defect[] = [
  ...CONFIGURED,
  ...CALLER,
  ...CREDENTIALS,
  ...CLOCK,
  ...MARKER,
];
