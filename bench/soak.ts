import { parseArgs } from 'node:util';
import { brokenLaws, measure, type SoakMeasures, serviceLevels } from './support/soak/measures.ts';
import { runWeek } from './support/soak/run-week.ts';
import { PEAK_OF_WEEK } from './support/soak/week.ts';

// A week of 35,465 messages through the real worker, stores, gate, client and limiter at 50 calls per 30 s, on a
// virtual clock, with the stub's own limit set to the same; once with the volume to plan for, once with ten times its
// peak in the busiest hour. Exit 1 when the limit was exceeded, a message was lost, or the planned week breaks a
// service level.

const TEN_TIMES = 10;

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  console.error(`--${name} takes a whole number above 0`);
  process.exit(2);
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      'latency-ms': { type: 'string', default: '200' },
      peak: { type: 'string', multiple: true },
    },
  });
  const peaks = values.peak?.map((peak) => wholeNumber('peak', peak));
  return {
    isJson: values.json,
    seed: wholeNumber('seed', values.seed),
    latencyMs: wholeNumber('latency-ms', values['latency-ms']),
    peaks: peaks ?? [PEAK_OF_WEEK, PEAK_OF_WEEK * TEN_TIMES],
  };
}

function print(peak: number, measures: SoakMeasures): void {
  const { settledSeconds, repliedSeconds, oldestInQueueSeconds, ...plain } = measures;
  console.log(`\na week with at most ${peak} messages in an hour (times in virtual seconds)`);
  console.table({
    'mail settled': settledSeconds.mail,
    'mail replied': repliedSeconds.mail,
    'live chat settled': settledSeconds.chat,
    'live chat replied': repliedSeconds.chat,
    'oldest in the queue, each minute': oldestInQueueSeconds,
  });
  for (const [name, value] of Object.entries(plain))
    console.log(`${name} ${JSON.stringify(value)}`);
  for (const { name, boundSeconds, seconds, isMet } of serviceLevels(measures))
    console.log(`${isMet ? 'met    ' : 'NOT MET'} ${name}: ${seconds} s, below ${boundSeconds} s`);
}

const options = readOptions();
const weeks: object[] = [];
for (const peak of options.peaks) {
  const startedAtMs = performance.now();
  const week = await runWeek({
    ...options,
    peak,
    onDay: (day) => {
      if (!options.isJson) console.error(`peak ${peak}: day ${day + 1} of 7`);
    },
  });
  const measures = measure(week);
  const levels = serviceLevels(measures);
  const laws = brokenLaws(measures);
  const isBroken = laws.length > 0 || (peak <= PEAK_OF_WEEK && levels.some(({ isMet }) => !isMet));
  if (isBroken) process.exitCode = 1;
  const realSeconds = Math.round((performance.now() - startedAtMs) / 1_000);
  weeks.push({ peak, ...measures, serviceLevels: levels, brokenLaws: laws, realSeconds });
  if (options.isJson) continue;
  print(peak, measures);
  for (const law of laws) console.error(`BROKEN ${law}`);
}
const { seed, latencyMs } = options;
if (options.isJson)
  console.log(JSON.stringify({ schemaVersion: 1, bench: 'soak', seed, latencyMs, weeks }));
