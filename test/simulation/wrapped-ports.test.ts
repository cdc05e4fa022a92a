import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { METHODS_LEFT_OUT, MODULES_LEFT_OUT } from './support/left-out.ts';
import { PORT_METHODS } from './support/points.ts';
import { awaitedMethodsOf, importsOf, isSchemaType, membersOf } from './support/port-syntax.ts';

const SRC = path.join(import.meta.dirname, '../../src');
const SUPPORT = path.join(import.meta.dirname, 'support');
const DEPS = path.join(SRC, 'core/worker/deps.ts');
const WORK_LOOP = path.join(SRC, 'core/worker/worker.ts');
/** Serves commands from other processes; the service is composed without it. */
const FOR_COMMANDS = new Set(['local-endpoint.ts']);

function inSource(file: string): string {
  return path.relative(SRC, file);
}

function isOfWork(file: string): boolean {
  return /^(?:adapters|core\/worker)\//.test(inSource(file));
}

/** The files of the composition on one machine, from its entry on. */
function composition(): readonly string[] {
  const files = [path.join(SRC, 'entry/local.ts')];
  for (const file of files) {
    const near = importsOf(file)
      .map((imported) => imported.file)
      .filter((near) => /^entry\/local/.test(inSource(near)));
    files.push(
      ...near.filter((near) => !files.includes(near) && !FOR_COMMANDS.has(path.basename(near))),
    );
  }
  return files;
}

function modulesOf(files: readonly string[]): readonly string[] {
  const imports = files.flatMap(importsOf).filter((imported) => !imported.isTypeOnly);
  return [...new Set(imports.map(({ file }) => file).filter(isOfWork))].map(inSource).toSorted();
}

function simulatedModules(): readonly string[] {
  return modulesOf(
    readdirSync(SUPPORT)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join(SUPPORT, name)),
  );
}

/** Every method of a port of the worker that somebody waits for, as `port.method`. */
function awaitedMethods(): readonly string[] {
  const members = [
    ...membersOf(DEPS, 'WorkerDeps').map((member) => ({ ...member, file: DEPS })),
    ...membersOf(WORK_LOOP, 'WorkLoopDeps').map((member) => ({ ...member, file: WORK_LOOP })),
  ];
  return members.flatMap(({ name, type, file }) => {
    const port = importsOf(file).find((imported) => imported.names.includes(type))?.file;
    if (port === undefined || !inSource(port).startsWith('core/')) return [];
    if (isSchemaType(port, type)) return [];
    return awaitedMethodsOf(port, type).map((method) => `${name}.${method}`);
  });
}

const PAUSED: readonly string[] = Object.entries(PORT_METHODS).flatMap(([port, methods]) =>
  methods.map((method) => `${port}.${method}`),
);

describe('I9 what is simulated is what entry/local.ts composes', () => {
  it('composes from files that are there', () => {
    const files = composition().map(inSource);
    for (const file of ['local-service.ts', 'local-stores.ts', 'local-vendors.ts'])
      expect(files).toContain(`entry/${file}`);
    expect(modulesOf(composition()).length).toBeGreaterThan(15);
  });

  it('runs every module of the work, but for those that are named with a reason', () => {
    const simulated = simulatedModules();
    const missing = modulesOf(composition()).filter((file) => !simulated.includes(file));
    expect(missing).toEqual(Object.keys(MODULES_LEFT_OUT).toSorted());
  });

  it('waits at every method of every port of a worker, but for those that are named with a reason', () => {
    const methods = awaitedMethods();
    const missing = methods.filter((method) => !PAUSED.includes(method));
    expect(missing.toSorted()).toEqual(Object.keys(METHODS_LEFT_OUT).toSorted());
    // `wire` is no port of the worker, but the transport under the helpdesk.
    const unknown = PAUSED.filter((method) => !methods.includes(method));
    expect(unknown).toEqual(['wire.send']);
  });
});
