import type { ConcernLexicon } from './family.ts';

/** Money, accounts and machines. */
export const MONEY_CONCERNS: ConcernLexicon<'billing' | 'discount' | 'technical'> = {
  billing: [
    'charg*|overcharg*|bill|bills|billed|billing|invoice*|receipt*|vat|tax|taxes|taxed|payment*|paid|pay|pays|paying|paypal|klarna|afterpay|venmo|zelle|visa|mastercard|amex|card|cards|bank|banks|banking|statement*|transaction*|deduct*|deposit*|debit*|wallet',
    'price*|pricing|cost|costs|costing|fee|fees|amount|amounts|balance|installment*|instalment*|customs|duty|duties|tariff*|dollar*|euro|euros|pound|pounds|usd|eur|gbp|bucks|cents',
    'twice|double|doubled|duplicate*',
    'two|both|three|several orders',
    'declined|authorised|authorized|authorization|authorisation|unauthorised|unauthorized',
    'account*|iban',
  ],
  discount: [
    'discount*|coupon*|promo*|voucher*|giftcard*|rebate*|cheaper|cashback|loyalty|points|reward*|referral*|bogo|clearance',
    'code|codes|sale|sales|deal|deals|offer|offers|offered|percent|percentage|free|bonus|perk*',
    'gift card|cards|certificate|certificates',
    'knock|knocked|take|taken|money|something ~3 off',
    'black friday',
    'cyber monday',
  ],
  technical: [
    'app|apps|website*|web|site|webpage|page|pages|login|log|logs|logged|logging|password*|error*|bug|bugs|buggy|crash*|glitch*|load|loads|loading|blank|404|500|browser*|checkout|cart|basket|captcha|screen|button|click*|install*|device*|firmware|wifi|bluetooth|battery|setup|troubleshoot*|username|verification',
    'sign|signing|signed|set ~1 in|up',
    'link|links|tracker|portal ~4 work|works|working|dead|broken|open|opens|invalid|expired|nowhere|empty|nothing',
    'wont|doesnt|dont|isnt|not|cant ~1 open|opening|load|work|working|recognise|recognize|recognised|recognized',
    'invalid|unrecognized|unrecognised|unknown|expired',
    'freez*|frozen|spins|spinning|laggy|hang|hangs',
  ],
};
