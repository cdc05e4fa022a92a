import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitCommit } from './release.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const OTHER = 'f'.repeat(40);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'rpmw-git-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function git(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(dir, '.git', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

describe('R2.4 the commit in a report', () => {
  it('is that of the branch that is checked out', () => {
    git({ HEAD: 'ref: refs/heads/main\n', 'refs/heads/main': `${COMMIT}\n` });

    expect(gitCommit(dir)).toBe(COMMIT);
  });

  it('is found for a branch of any name', () => {
    const ref = 'refs/heads/bot/fix#12+é@home';
    git({ HEAD: `ref: ${ref}\n`, [ref]: COMMIT });

    expect(gitCommit(dir)).toBe(COMMIT);
  });

  it('is that of HEAD itself where no branch is', () => {
    git({ HEAD: `${COMMIT}\n` });

    expect(gitCommit(dir)).toBe(COMMIT);
  });

  it('is found among the packed ones, by the whole name', () => {
    const packed = `# pack-refs with: peeled\n${OTHER} refs/heads/not/main\n${OTHER} refs/heads/main2\n^${OTHER}\n${COMMIT} refs/heads/main\n`;
    git({ HEAD: 'ref: refs/heads/main\n', 'packed-refs': packed });

    expect(gitCommit(dir)).toBe(COMMIT);
  });

  it('prefers the loose one, which is newer', () => {
    git({
      HEAD: 'ref: refs/heads/main\n',
      'refs/heads/main': COMMIT,
      'packed-refs': `${OTHER} refs/heads/main\n`,
    });

    expect(gitCommit(dir)).toBe(COMMIT);
  });

  it('is null where there is none', () => {
    expect(gitCommit(dir)).toBeNull();
  });

  it.each([
    ['a branch without a commit', { HEAD: 'ref: refs/heads/main\n' }],
    ['an empty HEAD', { HEAD: '' }],
    ['a ref of a strange shape', { HEAD: 'ref: ../../etc/passwd\n' }],
    ['a file that is no commit', { HEAD: 'ref: refs/x\n', 'refs/x': 'a person’s note\n' }],
    ['a short commit', { HEAD: COMMIT.slice(1) }],
  ])('is null for %s', (_, files: Readonly<Record<string, string>>) => {
    git(files);

    expect(gitCommit(dir)).toBeNull();
  });

  it('is null in a layout that git alone understands, and throws nothing', () => {
    writeFileSync(join(dir, '.git'), 'gitdir: /somewhere/else\n');
    expect(gitCommit(dir)).toBeNull();

    rmSync(join(dir, '.git'));
    mkdirSync(join(dir, '.git', 'HEAD'), { recursive: true });
    expect(gitCommit(dir)).toBeNull();
  });
});
