import { describe, expect, it } from 'vitest';
import { PROBLEM_CODES, problem } from './problems.ts';

describe('problem documents (RFC 9457)', () => {
  it.each(PROBLEM_CODES)('%s is complete, ASCII and names its own type', (code) => {
    const { status, headers, body } = problem(code);

    const document: unknown = JSON.parse(body);
    expect(document).toMatchObject({
      status,
      code,
      type: expect.stringMatching(/^\/problems\/[a-z0-9-]+$/),
    });
    expect(headers['content-type']).toBe('application/problem+json');
    // Adapters take the length of the text for its size in bytes.
    expect(body).toMatch(/^[\x20-\x7e]+$/);
  });

  it('has one type per code', () => {
    const types = PROBLEM_CODES.map((code) => /"type":"([^"]+)"/.exec(problem(code).body)?.[1]);

    expect(types).not.toContain(undefined);
    expect(new Set(types).size).toBe(PROBLEM_CODES.length);
  });

  it('tells 401 how to log in and 503 when to come back', () => {
    expect(problem('TOKEN_WRONG').headers['www-authenticate']).toBe('Bearer');
    expect(problem('DRAINING').headers['retry-after']).toBe('5');
  });
});
