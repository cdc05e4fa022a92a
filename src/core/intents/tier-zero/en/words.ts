/** Who can take money back: banks, issuers, wallets, lenders. Names of two words are joined in senses.ts. */
export const BANK =
  'bank|banks|bankers|issuer|issuers|lender|visa|mastercard|amex|paypal|paypals|klarna|afterpay|clearpay|sezzle|laybuy|revolut|monzo|starling|barclays|barclaycard|hsbc|natwest|lloyds|santander|halifax|citi|citibank|venmo|cashapp|stripe|zelle|westpac|commbank|fargo|bofa|usaa|bunq|n26';

export const PAYMENT =
  'payment|payments|charge|charges|transaction|transactions|debit|debits|instalment|instalments|installment|installments|mandate';

export const SHOP = 'site|website|webshop|page|shop|store|company|brand|business|platform';

/** A person whom the customer does not name or does not know. */
export const SOMEBODY =
  'someone|somebody|stranger|strangers|hacker|hackers|somebodys|someones|crook|else|whoever';

export const YOU = 'you|u|ya|yall|youse';
export const YOUR = 'your|ur|yer';
