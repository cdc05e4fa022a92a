import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockFaults } from './check-lock.ts';

const manifest = { dependencies: { tool: '1.2.3' }, devDependencies: { other: '^2' } };
const goodPackages = {
  '': { dependencies: { tool: '1.2.3' }, devDependencies: { other: '^2' } },
  'node_modules/tool': { version: '1.2.3', optionalDependencies: { '@tool/linux': '1.2.3' } },
  'node_modules/@tool/linux': { version: '1.2.3' },
  'node_modules/other': { version: '2.0.0', optionalDependencies: { nested: '1.0.0' } },
  'node_modules/other/node_modules/nested': { version: '1.0.0' },
};

function faults(change: { manifest?: object; packages?: object } = {}): readonly string[] {
  const lock = { lockfileVersion: 3, packages: { ...goodPackages, ...change.packages } };
  return lockFaults(JSON.stringify({ ...manifest, ...change.manifest }), JSON.stringify(lock));
}

describe('the lock check', () => {
  it('passes a good lock', () => {
    expect(faults()).toEqual([]);
  });

  it('finds an optional dependency that the lock does not hold', () => {
    const tool = { version: '1.2.3', optionalDependencies: { '@tool/mac': '1.2.3' } };

    expect(faults({ packages: { 'node_modules/tool': tool } })).toEqual([
      'node_modules/tool: the optional dependency @tool/mac is not in the lock',
    ]);
  });

  it('does not take a package nested in somebody else for its own', () => {
    const tool = { version: '1.2.3', optionalDependencies: { nested: '1.0.0' } };

    expect(faults({ packages: { 'node_modules/tool': tool } })).toHaveLength(1);
  });

  it('finds a host', () => {
    const tool = { version: '1.2.3', resolved: 'https://packages.invalid/tool.tgz' };

    expect(faults({ packages: { 'node_modules/tool': tool } })).toEqual([
      'node_modules/tool: "resolved" names a host',
    ]);
  });

  it('finds a version range', () => {
    const ranged = { dependencies: { tool: '^1.2.3' } };
    const root = { ...goodPackages[''], ...ranged };

    expect(faults({ manifest: ranged, packages: { '': root } })).toEqual([
      'package.json: tool is "^1.2.3", not one exact version',
    ]);
  });

  it('finds a lock that is older than package.json', () => {
    expect(faults({ manifest: { dependencies: { tool: '1.2.4' } } })).toEqual([
      'package.json and the lock disagree about tool',
    ]);
  });

  it('passes the lock of this project', () => {
    const read = (file: string) => readFileSync(path.join(import.meta.dirname, '..', file), 'utf8');

    expect(lockFaults(read('package.json'), read('package-lock.json'))).toEqual([]);
  });
});
