import { describe, expect, it } from 'vitest';
import { RICHPANEL_MODES } from '../../core/environment/vendor-modes.ts';
import { richpanelRateOf } from './rate.ts';

describe('incident 16: the budget of helpdesk calls', () => {
  it.each(RICHPANEL_MODES.filter((mode) => mode !== 'stub'))(
    'is 50 per 30 s in mode %s, whatever is configured',
    (mode) => {
      expect(richpanelRateOf(mode, 100_000)).toMatchObject({ capacity: 50, windowMs: 30_000 });
    },
  );

  it('is what the configuration says for the stub, else 5,000', () => {
    expect(richpanelRateOf('stub', 7).capacity).toBe(7);
    expect(richpanelRateOf('stub', undefined).capacity).toBe(5_000);
  });
});
