import type { GeneratedFile } from './generated-file.ts';
import {
  DEFECTS,
  INCIDENTS,
  INVARIANTS,
  REQUIREMENTS,
  type Requirement,
} from './requirements-table.ts';
import { readTestNames, type TestName } from './test-names.ts';

const ID = /\b(?:R\d{1,2}\.\d|D\d{1,2}|I\d{1,2})\b/g;
const INCIDENT_LIST = /\bincidents? (\d+(?:(?:, | and |, and )\d+)*)/gi;

/** The ids that a test name claims to prove: `R6.2`, `D5`, `I9`, `incident 7`, `incidents 2, 3 and 7`. */
export function idsIn(name: string): readonly string[] {
  const incidents = [...name.matchAll(INCIDENT_LIST)].flatMap(
    ([, list]) => list?.match(/\d+/g) ?? [],
  );
  return [...(name.match(ID) ?? []), ...incidents.map((number) => `incident ${number}`)];
}

function proofsById(names: readonly TestName[]): ReadonlyMap<string, readonly TestName[]> {
  const proofs = new Map<string, TestName[]>();
  for (const name of names) {
    for (const id of new Set(idsIn(name.name))) proofs.set(id, [...(proofs.get(id) ?? []), name]);
  }
  return proofs;
}

const cell = (text: string) =>
  text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');

function rowOf({ id, text }: Requirement, proofs: readonly TestName[]): string {
  const [first] = proofs;
  const proof = first === undefined ? '**open**' : `${cell(first.name)} (\`${first.file}\`)`;
  return `| ${id} | ${cell(text)} | ${proof} | ${proofs.length} |`;
}

function section(
  title: string,
  rows: readonly Requirement[],
  proofs: ReadonlyMap<string, readonly TestName[]>,
): string {
  const isOpen = ({ id }: Requirement) => !proofs.has(id);
  // Open ones first: they are what a reader looks for.
  const ordered = [...rows.filter(isOpen), ...rows.filter((row) => !isOpen(row))];
  const open = rows.filter(isOpen).length;
  return [
    `## ${title}`,
    '',
    open === 0 ? 'All are named by a test.' : `${open} of ${rows.length} are open.`,
    '',
    '| id | what | first test | tests |',
    '|---|---|---|---|',
    ...ordered.map((row) => rowOf(row, proofs.get(row.id) ?? [])),
  ].join('\n');
}

/** docs/requirements.md: one line an id, with the first test that names it; what no test names yet comes first. */
export function renderRequirements(names: readonly TestName[]): string {
  const proofs = proofsById(names);
  const parts = [
    '# Requirements and their proofs',
    'Generated from the names of the tests by `npm run generate`; do not edit. A test proves an id when its name, the name of its group, or the title of its table row holds it; `git grep` finds the others. **open**: no test names the id yet.',
    section('Requirements', REQUIREMENTS, proofs),
    section('Invariants', INVARIANTS, proofs),
    section('Defects that must stay impossible', DEFECTS, proofs),
    section('Incidents that must not come back', INCIDENTS, proofs),
  ];
  return `${parts.join('\n\n')}\n`;
}

export async function generateRequirements(root: string): Promise<readonly GeneratedFile[]> {
  return [{ path: 'docs/requirements.md', content: renderRequirements(readTestNames(root)) }];
}
