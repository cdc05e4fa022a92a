import type { ResourcePlace } from '../environment/account-failure.ts';

/** Where everything of an environment must live, and whether a resource may leave it unsaid, as emulators do. */
export interface Place extends ResourcePlace {
  readonly mayBeUnsaid: boolean;
}

/** True when a resource is not known to live where it must. */
export function isElsewhere(place: ResourcePlace | null, expected: Place): boolean {
  if (place === null) return !expected.mayBeUnsaid;
  return (
    place !== null && (place.accountId !== expected.accountId || place.region !== expected.region)
  );
}
