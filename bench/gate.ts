import type { GateContext } from '../src/core/gate/context.ts';
import { decide } from '../src/core/gate/decide.ts';
import type { EffectName, Proposal } from '../src/core/gate/effects.ts';
import { POLICY_VERSION, RULES } from '../src/core/gate/policy.ts';
import { allowingContext, allowingProposal } from '../test/support/gate-context.ts';
import { readBenchOptions } from './support/command-line.ts';
import { median, significant } from './support/statistics.ts';

// Decisions per second of `decide` on one core, beside a loop of the same form that calls a function that does
// nothing: what is left between the two is the gate.

interface Case {
  readonly proposal: Proposal;
  readonly context: GateContext;
}

interface Figures {
  readonly decisionsPerSecond: number;
  readonly bareCallsPerSecond: number;
}

/** What one replied e-mail ticket asks of the gate: reads, the model, tags, one reply. */
const MIX: readonly EffectName[] = [
  'ticket.read',
  'model.classify',
  'ticket.order.read',
  'shop.order.read',
  'tags.add',
  'reply.send',
  'ticket.read',
  'ticket.close',
];
const BATCH = 4096;

/** Every second customer-visible effect is refused, as in life: a refusal costs more than an allow. */
function contextOf(index: number): GateContext {
  const context = allowingContext();
  if (index % 2 === 0 || context.ticket === null) return context;
  return { ...context, ticket: { ...context.ticket, isOpen: false, newestCommentBy: 'operator' } };
}

function makeCases(): readonly Case[] {
  const contexts = Array.from({ length: 64 }, (_, index) => contextOf(index));
  return Array.from({ length: BATCH }, (_, index): Case => {
    const name = MIX[index % MIX.length] ?? 'ticket.read';
    const context = contexts[Math.floor(index / MIX.length) % contexts.length];
    return { proposal: allowingProposal(name), context: context ?? allowingContext() };
  });
}

/** Adds up outcomes, so that no call can be left out by the compiler as useless. */
function countAllowed(judge: (one: Case) => string, cases: readonly Case[]): number {
  let allowed = 0;
  for (const one of cases) if (judge(one) === 'allow') allowed += 1;
  return allowed;
}

const judgeByGate = (one: Case): string => decide(one.proposal, one.context).outcome;
const judgeByNothing = (one: Case): string => one.proposal.name;

function callsPerSecond(
  judge: (one: Case) => string,
  cases: readonly Case[],
  seconds: number,
): number {
  const startedAtMs = performance.now();
  const endsAtMs = startedAtMs + seconds * 1000;
  let calls = 0;
  while (performance.now() < endsAtMs) {
    countAllowed(judge, cases);
    calls += cases.length;
  }
  return (calls * 1000) / (performance.now() - startedAtMs);
}

function measure(cases: readonly Case[], runs: number, seconds: number): Figures {
  const gate: number[] = [];
  const bare: number[] = [];
  callsPerSecond(judgeByGate, cases, seconds / 2);
  callsPerSecond(judgeByNothing, cases, seconds / 2);
  for (let run = 0; run < runs; run += 1) {
    gate.push(callsPerSecond(judgeByGate, cases, seconds));
    bare.push(callsPerSecond(judgeByNothing, cases, seconds));
  }
  return { decisionsPerSecond: median(gate), bareCallsPerSecond: median(bare) };
}

const { isJson, runs, seconds } = readBenchOptions({ runs: 5, seconds: 0.5 });
const cases = makeCases();
const allowed = countAllowed(judgeByGate, cases);
const figures = measure(cases, runs, seconds);
const report = {
  schemaVersion: 1,
  bench: 'gate',
  runs,
  secondsPerRun: seconds,
  rules: RULES.length,
  policyVersion: POLICY_VERSION,
  allowedShare: significant(allowed / cases.length),
  decisionsPerSecond: Math.round(figures.decisionsPerSecond),
  bareCallsPerSecond: Math.round(figures.bareCallsPerSecond),
  nanosecondsPerDecision: significant(1e9 / figures.decisionsPerSecond),
};

if (isJson) {
  console.log(JSON.stringify(report));
} else {
  console.log(`gate, medians of ${runs} runs of ${seconds} s, one core, ${RULES.length} rules`);
  console.table({
    decide: { 'per second': report.decisionsPerSecond, 'ns each': report.nanosecondsPerDecision },
    'empty function': {
      'per second': report.bareCallsPerSecond,
      'ns each': significant(1e9 / figures.bareCallsPerSecond),
    },
  });
  console.log(`${Math.round(report.allowedShare * 100)} % of the decisions allow.`);
}
