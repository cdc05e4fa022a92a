import { describe, expect, it } from 'vitest';
import {
  AUTO_REPLIED_TAG,
  intentTag,
  isExclusiveTag,
  isRouteTag,
  MANUAL_TRIAGE_TAG,
  PROCESSED_TAG,
  ROUTING_APPLIED_TAG,
  secondaryTag,
  templateOfTag,
  templateTag,
  UNCERTAIN_TAG,
} from './tag-catalogue.ts';

describe('the tags of one routing', () => {
  it.each([
    'route-email-support-team',
    intentTag('refund_request'),
    secondaryTag('refund_request'),
    UNCERTAIN_TAG,
    MANUAL_TRIAGE_TAG,
  ])('the next routing takes %s off', (tag) => {
    expect(isExclusiveTag(tag)).toBe(true);
  });

  it.each([PROCESSED_TAG, ROUTING_APPLIED_TAG, AUTO_REPLIED_TAG, 'vip', 'my-route-'])(
    'the next routing leaves %s on',
    (tag) => {
      expect(isExclusiveTag(tag)).toBe(false);
    },
  );

  it('knows a team by its prefix', () => {
    expect(isRouteTag('route-sales-team')).toBe(true);
    expect(isRouteTag(PROCESSED_TAG)).toBe(false);
  });

  it('reads the template back from its tag', () => {
    expect(templateOfTag(templateTag('t_order_status_ask_order_number'))).toBe(
      't_order_status_ask_order_number',
    );
    expect(templateOfTag(AUTO_REPLIED_TAG)).toBeNull();
  });
});
