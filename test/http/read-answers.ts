/** One answer as it stood on the wire. */
export interface Answer {
  readonly status: number;
  readonly isClosing: boolean;
  readonly body: string;
}

const HEAD = /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n([\s\S]*?)\r\n\r\n/;

/**
 * Takes apart everything that a connection received, words to go on (100) left out.
 * @throws when anything stands there that is no answer
 */
export function readAnswers(received: string): readonly Answer[] {
  const answers: Answer[] = [];
  for (let rest = received; rest !== ''; ) {
    if (rest.startsWith('HTTP/1.1 100 Continue\r\n\r\n')) {
      rest = rest.slice('HTTP/1.1 100 Continue\r\n\r\n'.length);
      continue;
    }
    const head = HEAD.exec(rest);
    if (head === null) throw new Error(`no answer: ${rest.slice(0, 80)}`);
    const [whole, status, headers = ''] = head;
    const sizeBytes = Number(/^content-length: (\d+)$/im.exec(headers)?.[1]);
    if (Number.isNaN(sizeBytes)) throw new Error(`an answer without a length: ${whole}`);
    const end = whole.length + sizeBytes;
    const isClosing = /^connection: close$/im.test(headers);
    answers.push({ status: Number(status), isClosing, body: rest.slice(whole.length, end) });
    rest = rest.slice(end);
  }
  return answers;
}
