import type { EnvironmentName } from '../../../../src/core/environment/names.ts';
import {
  markerParameter,
  type SecretId,
  secretName,
} from '../../../../src/core/environment/resource.names.ts';
import { type FlagName, flagParameter } from '../../../../src/core/flags/names.ts';
import type { Fault } from '../../aws-stand-in/faults.ts';
import {
  type ParameterType,
  type StoredSecret,
  storeParameter,
  storeSecret,
} from '../../aws-stand-in/state.ts';
import type { Modes } from '../config-folder.ts';
import type { Site } from '../stage.ts';

/** One thing that is wrong, and the checks that must say so. */
export interface Defect {
  readonly name: string;
  /** @default dev */
  readonly environment?: EnvironmentName;
  /** @default stub; prod is always live */
  readonly modes?: Modes;
  readonly args?: readonly string[];
  readonly plant?: (site: Site) => void | Promise<void>;
  /** `<id> <CODE>` of everything that fails. */
  readonly fails: readonly string[];
  /** Of everything that warns, as `warn` or `not-compared`; the exit code is then still that of a good run. */
  readonly warns?: readonly string[];
  /** Texts that the details of those checks must hold. */
  readonly says?: readonly string[];
  /** The operations that may have been asked for; absent: any. */
  readonly asks?: readonly string[];
}

/** Where the vendors are live an emulated identity asks none of them; the best verdict is then `incomplete`. */
export function isLive({ environment, modes }: Pick<Defect, 'environment' | 'modes'>): boolean {
  return environment === 'prod' || modes === 'live';
}

export function setMarker(value: string, type?: ParameterType) {
  return ({ environment, standIn }: Site): void => {
    storeParameter(standIn.state, markerParameter(environment), value, type);
  };
}

export function setFlag(flag: FlagName, value: string, type?: ParameterType) {
  return ({ environment, standIn }: Site): void => {
    storeParameter(standIn.state, flagParameter(environment, flag), value, type);
  };
}

export function removeFlag(flag: FlagName) {
  return ({ environment, standIn }: Site): void => {
    standIn.state.parameters.delete(flagParameter(environment, flag));
  };
}

export function setSecret(id: SecretId, text: string) {
  return ({ environment, standIn }: Site): void => {
    storeSecret(standIn.state, secretName(environment, id), { text });
  };
}

/** Changes a secret as the account holds it. */
export function changeSecret(id: SecretId, change: (secret: StoredSecret) => StoredSecret) {
  return ({ environment, standIn: { state } }: Site): void => {
    const name = secretName(environment, id);
    const secret = state.secrets.get(name);
    if (secret !== undefined) state.secrets.set(name, change(secret));
  };
}

export function withFault(fault: Fault) {
  return ({ standIn }: Site): void => standIn.fail(fault);
}

export function onFlag(flag: FlagName, kind: Fault['kind']) {
  return ({ environment, standIn }: Site): void =>
    standIn.fail({ kind, name: flagParameter(environment, flag) });
}

export function onSecret(id: SecretId, kind: Fault['kind'], operation?: string) {
  return ({ environment, standIn }: Site): void => {
    const name = secretName(environment, id);
    standIn.fail({ kind, name, ...(operation === undefined ? {} : { operation }) });
  };
}

export function onMarker(kind: Fault['kind']) {
  return ({ environment, standIn }: Site): void =>
    standIn.fail({ kind, name: markerParameter(environment) });
}
