import type { ResourcePlace } from '../ports/account-failure.ts';

/** Where everything of an environment must live. */
export type Place = ResourcePlace;

/** True when a resource names a place and it is not the expected one. Emulators may name none. */
export function isElsewhere(place: Place | null, expected: Place): boolean {
  return (
    place !== null && (place.accountId !== expected.accountId || place.region !== expected.region)
  );
}
