/** Services that have no region, or answer from one region only. */
const GLOBAL_SERVICES = [
  'access-analyzer',
  'account',
  'aws-portal',
  'billing',
  'budgets',
  'ce',
  'cloudfront',
  'config',
  'consolidatedbilling',
  'cur',
  'directconnect',
  'freetier',
  'globalaccelerator',
  'health',
  'iam',
  'importexport',
  'invoicing',
  'kms',
  'mobileanalytics',
  'notifications',
  'organizations',
  'payments',
  'pricing',
  'route53',
  'route53-recovery-cluster',
  'route53-recovery-control-config',
  'route53-recovery-readiness',
  'route53domains',
  'savingsplans',
  'shield',
  'sso',
  'sts',
  'support',
  'sustainability',
  'tag',
  'tax',
  'trustedadvisor',
  'waf',
  'waf-regional',
  'wafv2',
];

/** Single actions of services that do have regions: what a console asks wherever it was opened. */
const GLOBAL_ACTIONS_OF_REGIONAL_SERVICES = [
  'cloudtrail:LookupEvents',
  'ec2:DescribeRegions',
  's3:GetAccountPublic*',
  's3:ListAllMyBuckets',
];

/**
 * What a rail on regions must except, sorted: denied elsewhere, it would close the account to its own administrators.
 * The list is that of Control Tower's control `GRREGIONDENY`, without services that nobody here uses.
 * @see https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html
 *   (read 2026-11-26)
 */
export const GLOBAL_ACTIONS: readonly string[] = [
  ...GLOBAL_SERVICES.map((service) => `${service}:*`),
  ...GLOBAL_ACTIONS_OF_REGIONAL_SERVICES,
].sort();
