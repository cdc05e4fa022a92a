import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHeap } from './heap.ts';

describe('createHeap', () => {
  it('gives back what was pushed, in order, however pushes and pops are mixed', () => {
    const operationArb = fc.option(fc.integer({ min: -20, max: 20 }));
    fc.assert(
      fc.property(fc.array(operationArb, { size: 'large' }), (operations) => {
        const heap = createHeap<number>((left, right) => left < right);
        const sorted: number[] = [];
        for (const value of operations) {
          if (value === null) {
            expect(heap.pop()).toBe(sorted.shift());
          } else {
            heap.push(value);
            sorted.push(value);
            sorted.sort((left, right) => left - right);
          }
          expect(heap.peek()).toBe(sorted[0]);
          expect(heap.size).toBe(sorted.length);
        }
      }),
    );
  });
});
