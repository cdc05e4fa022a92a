import type { KillCase } from './kill-fixture.ts';
import type { KillRun } from './kill-run.ts';
import { STOPPED } from './kill-watch.ts';

/** What many interleavings came to, and that none was empty talk. */
export function createKillTally() {
  const interleavings = new Set<string>();
  const points = new Set<string>();
  const problems: string[] = [];
  const seen = {
    visible: { before: 0, after: 0, most: 0 },
    route: { before: 0, after: 0, most: 0 },
  };
  let runs = 0;
  let steps = 0;

  function findProblems(input: KillCase, run: KillRun): string[] {
    const found = [...run.violations];
    // A run ends at the first of them, and then the kill has no answer yet.
    if (found.length > 0) return found;
    if (run.kill === null) return [...found, 'the kill never ended'];
    if (run.kill.exitCode !== 0) found.push(`exit ${run.kill.exitCode}: ${run.kill.said}`);
    if (!input.everything && run.routed !== input.tickets)
      found.push(`routed ${run.routed} of ${input.tickets}`);
    return found;
  }

  return {
    seen,
    /** Where a worker stood when the first flag was written. */
    points,
    add: (input: KillCase, run: KillRun): readonly string[] => {
      runs += 1;
      steps += run.steps;
      interleavings.add(run.digest);
      for (const point of run.points) points.add(point);
      for (const kind of STOPPED) {
        seen[kind].before += run.before[kind];
        seen[kind].after += run.after[kind].sum;
        seen[kind].most = Math.max(seen[kind].most, run.after[kind].most);
      }
      const found = findProblems(input, run).map((what) => `${JSON.stringify(input)}: ${what}`);
      problems.push(...found);
      return found;
    },
    problems,
    /** @param reachable - how many await points there were to fall at, where that is known */
    line: (reachable?: number): string => {
      const of = STOPPED.map((kind) => {
        const { before, after, most } = seen[kind];
        return `${kind} effects ${before} before the write, ${after} after it, at most ${most} of one worker`;
      });
      return `${runs} runs, ${interleavings.size} different interleavings, ${steps} steps; the write fell at ${points.size}${reachable === undefined ? '' : ` of ${reachable}`} await points; ${of.join('; ')}`;
    },
  };
}
