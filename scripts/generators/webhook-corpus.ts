import { CORPUS } from '../../test/http/corpus/corpus.ts';
import type { CorpusClass, CorpusRow } from '../../test/http/corpus/corpus-row.ts';
import { code, count, section, table } from './safety-matrix-markdown.ts';

function cells({ name, answer }: CorpusRow): readonly string[] {
  const [status = '', fault] = answer.split(' ');
  return [name, status, fault === undefined ? '' : code(fault)];
}

function renderClass({ title, about, rows }: CorpusClass): string {
  return [`### ${title}`, about, table(['request', 'status', 'code'], rows.map(cells))].join(
    '\n\n',
  );
}

/** The corpus as tables, a class each. */
export function renderCorpus(): string {
  const rows = CORPUS.flatMap((cls) => cls.rows);
  const refused = rows.filter(({ ticketId }) => ticketId === null);
  return section(
    'Bad requests, and odd ones that are good',
    `${count(rows.length)} requests in ${CORPUS.length} classes: ${count(refused.length)} are refused, ${count(rows.length - refused.length)} are taken. Each stands as bytes in \`test/http/corpus\` and is sent to the whole door over a connection of its own; each gets exactly this answer and makes one job or none, and no piece of what was sent is found in the answers, the log, the metrics or the files of the store. After each class the door takes a good request.`,
    ...CORPUS.map(renderClass),
  );
}
