/**
 * Who may import whom (docs/architecture.md). Type imports count. Each rule is seen to fail on a planted violation
 * in test/fences/fixtures/tree. Paths are relative to the folder that is cruised, so the same rules judge both.
 */
const TEST = '\\.(test|contract)\\.ts$|^test/';
const NETWORK =
  '^(node:)?(http|https|http2|net|tls|dgram|inspector)$|(^|/)node_modules/undici/|^undici$';
const LISTENING = '^(node:)?http$';
/** What infra may know of the product: names, the registry, and which secrets an environment needs. */
const KNOWN_TO_INFRA = [
  '(^|[./])names\\.ts$',
  '^src/core/environment/',

  '^src/core/replies/template-ids\\.ts$',
  '^src/config/load-config\\.ts$',
].join('|');
const INFRA_LIBRARIES =
  '(^|/)node_modules/(aws-cdk-lib|constructs|cdk-nag|esbuild)/|^(node:)?(fs|path)$';
const PURE_LIBRARIES =
  '(^|/)node_modules/(zod|canonicalize|mustache|@types/mustache|libphonenumber-js)/';

/** The folders of the core, lowest first: each imports itself and those before it, and no other. */
const STAIR = [
  ...['runtime', 'redaction', 'tickets', 'replies', 'environment', 'flags', 'intents', 'orders'],
  ...['gate', 'effects', 'vendors', 'worker', 'preflight', 'operate', 'evaluation'],
];

function surfaceRule(folder) {
  return {
    name: `${folder}-imports-core-only`,
    comment: `src/${folder} gets what it needs as arguments; it imports itself, the core and libraries.`,
    severity: 'error',
    from: { path: `^src/${folder}/`, pathNot: TEST },
    to: { path: '^src/', pathNot: `^src/(core|${folder})/|\\.names\\.ts$` },
  };
}

function stairRule(folder, index) {
  const allowed = STAIR.slice(0, index + 1).join('|');
  return {
    name: 'core-is-a-stair',
    comment: 'A folder of the core imports only the folders before it on the stair.',
    severity: 'error',
    from: { path: `^src/core/${folder}/`, pathNot: TEST },
    to: { path: '^src/core/', pathNot: `^src/core/(${allowed})/` },
  };
}

export default {
  forbidden: [
    {
      name: 'core-is-pure',
      comment:
        'The core imports the core and the pure libraries named here; no node module, no adapter.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: TEST },
      to: { pathNot: `^src/core/|${PURE_LIBRARIES}`, couldNotResolve: false },
    },
    ...STAIR.map(stairRule),
    ...['http', 'cli', 'config', 'telemetry'].map(surfaceRule),
    {
      name: 'entry-chooses-stubs',
      comment: 'The stubs stand beside the product; only a composition root picks them.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/entry/|${TEST}` },
      to: { path: '^stubs/' },
    },
    {
      name: 'stubs-import-no-product-parts',
      comment:
        'A stub plays a vendor: it shares documents of the adapters and plain types with the product, nothing else.',
      severity: 'error',
      from: { path: '^stubs/', pathNot: TEST },
      to: {
        path: '^(src|test|bench|scripts)/',
        pathNot: '^src/core/(runtime|tickets)/|/app-document\\.ts$',
      },
    },
    {
      name: 'adapters-import-no-sibling',
      comment: 'An adapter imports the core, itself and outbound.',
      severity: 'error',
      from: { path: '^src/adapters/([^/]+)/', pathNot: TEST },
      to: { path: '^src/', pathNot: '^src/core/|^src/adapters/($1|outbound)/|\\.names\\.ts$' },
    },
    {
      name: 'nobody-imports-entry',
      comment: 'Only entry chooses adapters, and nothing chooses entry.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/entry/|${TEST}` },
      to: { path: '^src/entry/' },
    },
    {
      name: 'outbound-only-connects',
      comment:
        'Only src/adapters/outbound may import what opens a connection. Listening is the next rule.',
      severity: 'error',
      from: { path: '^(src|stubs)/', pathNot: `^src/adapters/outbound/|${TEST}` },
      to: { path: NETWORK, pathNot: LISTENING },
    },
    {
      name: 'only-servers-listen',
      comment:
        'node:http is for outbound, and for createServer in src/http and in stubs (lint checks the name).',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: `^src/adapters/outbound/|^src/http/|${TEST}`,
      },
      to: { path: LISTENING },
    },
    {
      name: 'one-way-to-an-account',
      comment:
        'Only src/entry/reach-account.ts builds the clients of an account: the account guard stands before them (R2.4).',
      severity: 'error',
      from: {
        path: '^(src|stubs|scripts|bench|infra)/',
        pathNot: `^src/entry/reach-account\\.ts$|^src/adapters/aws/|${TEST}`,
      },
      to: { path: '^src/adapters/aws/account-services\\.ts$|(^|/)node_modules/@aws-sdk/' },
    },
    {
      name: 'account-behind-its-guard',
      comment:
        'What reaches an account is used by openAccount, which hands it out past the guard, and by the preflight.',
      severity: 'error',
      from: {
        path: '^(src|stubs|scripts|bench|infra)/',
        pathNot: `^src/entry/account(-preflight)?\\.ts$|${TEST}`,
      },
      to: { path: '^src/entry/reach-account\\.ts$' },
    },
    {
      name: 'no-way-round-the-guard',
      comment: 'Another process, or a module loaded by a computed name, would escape these fences.',
      severity: 'error',
      from: { path: '^(src|stubs)/', pathNot: TEST },
      to: { path: '^(node:)?(child_process|cluster|module|vm)$' },
    },
    {
      name: 'src-imports-no-tooling',
      comment: 'The product does not depend on tests, benchmarks, scripts or launchers.',
      severity: 'error',
      from: { path: '^src/', pathNot: TEST },
      to: { path: `^(test|bench|scripts|bin|evals|infra)/|${TEST}` },
    },
    {
      name: 'src-imports-no-dev-package',
      comment: 'A person who installs without development packages runs the same code.',
      severity: 'error',
      from: { path: '^(src|stubs)/', pathNot: TEST },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'infra-imports-names-only',
      comment:
        'A stack says where things run. It takes names from the product, so that each exists once, and no code.',
      severity: 'error',
      from: { path: '^infra/', pathNot: `^infra/test/|${TEST}` },
      to: { path: '^src/', pathNot: KNOWN_TO_INFRA },
    },
    {
      name: 'infra-imports-few-packages',
      comment:
        'Stacks are made of CDK, its checks and the bundler; nothing that could ask a network.',
      severity: 'error',
      from: { path: '^infra/', pathNot: `^infra/test/|${TEST}` },
      to: { pathNot: `^(infra|src)/|${INFRA_LIBRARIES}` },
    },
    {
      name: 'known-folders-only',
      comment: 'Every source file lives in a folder that these rules know.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: `^src/(core/(${STAIR.join('|')})|adapters/[^/]+|http|cli|config|telemetry|entry)/`,
      },
      to: {},
    },
    {
      name: 'no-cycles',
      comment:
        'Modules that import each other, even for types, cannot be understood one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that cannot be resolved is judged by no other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/[^/]+/fixtures/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
