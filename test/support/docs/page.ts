import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';

export interface Block {
  /** What stands behind the opening fence: a language, and words of ours. */
  readonly info: string;
  readonly text: string;
}

const FENCE = /^( *)```([^\n]*)\n([\s\S]*?)^\1```$/gm;

/** The fenced blocks of a page in order, without the indentation of the list that they stand in. */
export function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(FENCE)].map(([, indent = '', info = '', text = '']) => ({
    info: info.trim(),
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

/** A block of commands, with the output that the page shows right after it. */
export interface CommandBlock {
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1;
  readonly shown: string | null;
}

/** The blocks ```sh (every line ends with 0) and ```sh exit-1. Those by hand are not among them. */
export function commandBlocksOf(page: string): readonly CommandBlock[] {
  const blocks = blocksOf(page);
  return blocks.flatMap(({ info, text }, index) => {
    if (info !== 'sh' && info !== 'sh exit-1') return [];
    const next = blocks[index + 1];
    const shown = next?.info === 'text' ? next.text : null;
    return [{ lines: text.trim().split('\n'), exitCode: info === 'sh' ? 0 : 1, shown }];
  });
}

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '');
  return words.trim().replaceAll(/\s/g, '-');
}

function anchorsIn(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

/** The links of a page that lead nowhere: no such file, or no such heading in it. Addresses of others are not asked. */
export function deadLinks(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8')
    .replaceAll(FENCE, '')
    .replaceAll(/`[^`\n]*`/g, 'code');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return links.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [name = '', anchor] = target.split('#');
    const linked = name === '' ? file : path.resolve(path.dirname(file), name);
    if (!existsSync(linked)) return true;
    return anchor !== undefined && !anchorsIn(readFileSync(linked, 'utf8')).includes(anchor);
  });
}

/** Output without what differs from run to run: accounts, times, counts of a ledger, folders, people, and how wide a column is. */
export function comparable(output: string): string {
  return output
    .replaceAll(/\b\d{12}\b/g, '<account>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/\b\d+ entries/g, '<n> entries')
    .replaceAll(/^assembly: .*?([^/\n]+)$/gm, 'assembly: $1')
    .replaceAll(/^commit .*?(config\/[^/\n]+)$/gm, 'commit $1')
    .replaceAll(`${userInfo().username}: `, 'you: ')
    .replaceAll(/ {2,}/g, '  ')
    .trim();
}
