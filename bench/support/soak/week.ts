const HOURS = 168;
const HOUR_MS = 3_600_000;

/**
 * Hourly volumes of the week to plan for (domain, "Volume"): 35,465 messages, hourly P50 224, P90 327, P99 423, peak 430.
 * Between the stated points the volume rises evenly; the lowest hour follows from the sum.
 */
const VOLUME_POINTS: readonly (readonly [share: number, messages: number])[] = [
  [0, 27],
  [0.5, 224],
  [0.9, 327],
  [0.99, 423],
  [1, 430],
];
const MESSAGES_OF_WEEK = 35_465;
export const PEAK_OF_WEEK = 430;

/** Hours of a day from the quietest to the busiest: nights, mornings, evenings, the middle of the day. */
const BUSY_ORDER = [
  4, 3, 5, 2, 6, 1, 0, 7, 23, 22, 21, 8, 20, 19, 9, 18, 17, 10, 16, 12, 15, 13, 11, 14,
] as const;

function volumeAt(share: number): number {
  const above = VOLUME_POINTS.findIndex(([point]) => point >= share);
  const [upperShare, upper] = VOLUME_POINTS[Math.max(1, above)] ?? [1, PEAK_OF_WEEK];
  const [lowerShare, lower] = VOLUME_POINTS[Math.max(1, above) - 1] ?? [0, 0];
  return lower + ((share - lowerShare) / (upperShare - lowerShare)) * (upper - lower);
}

/** The volumes of the week in rising order; what rounding left over goes to the hours in the middle. */
function risingVolumes(): number[] {
  const volumes = Array.from({ length: HOURS }, (_, rank) =>
    Math.round(volumeAt(rank / (HOURS - 1))),
  );
  const missing = MESSAGES_OF_WEEK - volumes.reduce((sum, volume) => sum + volume, 0);
  const step = Math.sign(missing);
  for (let index = 0; index < Math.abs(missing); index += 1) {
    const rank = 20 + (index % 120);
    volumes[rank] = (volumes[rank] ?? 0) + step;
  }
  return volumes.toSorted((a, b) => a - b);
}

/** Hours of the week from the quietest to the busiest: the same hour of seven days side by side, so that peaks come in a row. */
function hoursByVolume(): number[] {
  return BUSY_ORDER.flatMap((hour) => Array.from({ length: 7 }, (_, day) => day * 24 + hour));
}

/**
 * When each message of the week arrives, in milliseconds from its beginning, in order.
 * @param peak - messages in the busiest hour; above 430 that one hour holds more and the others stay
 */
export function arrivalsOfWeek(peak: number, random: () => number): Float64Array {
  const volumes = risingVolumes();
  const last = volumes.length - 1;
  volumes[last] = Math.max(volumes[last] ?? 0, peak);
  const arrivals: number[] = [];
  for (const [rank, hour] of hoursByVolume().entries()) {
    for (let left = volumes[rank] ?? 0; left > 0; left -= 1)
      arrivals.push((hour + random()) * HOUR_MS);
  }
  return Float64Array.from(arrivals).sort();
}

/** The hour of the week that holds the most, with what it holds. */
export function busiestHour(arrivalsMs: Float64Array): { hour: number; messages: number } {
  const counts = new Map<number, number>();
  for (const atMs of arrivalsMs) {
    const hour = Math.floor(atMs / HOUR_MS);
    counts.set(hour, (counts.get(hour) ?? 0) + 1);
  }
  const [hour, messages] = [...counts].reduce((most, next) => (next[1] > most[1] ? next : most));
  return { hour, messages };
}
