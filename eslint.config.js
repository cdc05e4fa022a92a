import tseslint from 'typescript-eslint';

// Typed rules and the fences that need names (which export, which global). Format and fast rules are Biome's.

const TESTS = ['**/*.test.ts', '**/*.contract.ts', 'test/**/*.ts', 'infra/test/**/*.ts'];
const STUBS = ['stubs/**/*.ts'];

const CONNECTS = ['https', 'http2', 'net', 'tls', 'dgram', 'inspector'].flatMap((name) => [
  name,
  `node:${name}`,
]);
const GOES_ROUND = ['child_process', 'cluster', 'module', 'vm'].flatMap((name) => [
  name,
  `node:${name}`,
]);
const ONLY_OUTBOUND = 'Only src/adapters/outbound opens connections.';
const REDEEM = {
  regex: 'gate/permit\\.ts$',
  importNames: ['redeemPermit'],
  message: 'Only src/adapters/outbound redeems a Permit.',
};
const AUTHORIZE = {
  regex: 'gate/permit\\.ts$',
  importNames: ['authorize', 'redeemPermit'],
  message: 'Only src/core/effects/perform.ts authorizes, and only src/adapters/outbound redeems.',
};

const closedModules = [
  ...CONNECTS.map((name) => ({ name, message: ONLY_OUTBOUND })),
  { name: 'undici', message: ONLY_OUTBOUND },
  ...GOES_ROUND.map((name) => ({ name, message: 'It would lead round the fences.' })),
];
const noHttp = ['http', 'node:http'].map((name) => ({ name, message: ONLY_OUTBOUND }));
const createServerOnly = ['http', 'node:http'].map((name) => ({
  name,
  allowImportNames: ['createServer'],
  allowTypeImports: true,
  message: `${ONLY_OUTBOUND} Here only createServer may be imported.`,
}));

const restrictImports = (paths, patterns) => ({
  '@typescript-eslint/no-restricted-imports': ['error', { paths, patterns }],
});

const NET_GLOBALS = ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'].map((name) => ({
  name,
  message: ONLY_OUTBOUND,
}));
const CORE_GLOBALS = [
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance'],
  ...['crypto', 'process', 'Buffer', 'URL', 'TextEncoder', 'TextDecoder'],
].map((name) => ({ name, message: 'The core asks a port for it.' }));

const property = (object, name, message) => ({ object, property: name, message });
const NO_MOCKS = ['mock', 'doMock', 'unmock', 'hoisted'].map((name) =>
  property('vi', name, 'Module mocks are banned: pass a local adapter or a fake.'),
);
const NO_ROUND_WAYS = [
  ...['fetch', 'WebSocket', 'EventSource'].map((name) =>
    property('globalThis', name, ONLY_OUTBOUND),
  ),
  property('process', 'getBuiltinModule', 'It would lead round the fences.'),
  property('process', 'binding', 'It would lead round the fences.'),
];
const NO_ENV = property('process', 'env', 'Configuration is parsed once, in src/entry.');
const NO_AMBIENT = [
  property('Date', 'now', 'The core asks the Clock port.'),
  property('Math', 'random', 'The core asks the Random port.'),
];

const syntax = (selector, message) => ({ selector, message });
const NO_DEFAULT = syntax('ExportDefaultDeclaration', 'Named exports only.');
const NO_FORGERY = [
  syntax('NewExpression[callee.name="Permit"]', 'Only src/core/gate/permit.ts mints a Permit.'),
  syntax(
    'TSAsExpression > TSTypeReference[typeName.name="Permit"]',
    'A Permit is earned from authorize, never asserted.',
  ),
];
const NO_COMPUTED_IMPORT = syntax(
  'ImportExpression[source.type!="Literal"]',
  'The fences cannot see what a computed name imports.',
);
const NO_AMBIENT_DATE = [
  syntax('NewExpression[callee.name="Date"][arguments.length=0]', 'The core asks the Clock port.'),
  syntax('CallExpression[callee.name="Date"]', 'The core asks the Clock port.'),
];

const restrictSyntax = (...rules) => ({ 'no-restricted-syntax': ['error', ...rules] });
const restrictProperties = (...rules) => ({ 'no-restricted-properties': ['error', ...rules] });

const typedRules = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-unsafe-argument': 'error',
  '@typescript-eslint/no-unsafe-assignment': 'error',
  '@typescript-eslint/no-unsafe-call': 'error',
  '@typescript-eslint/no-unsafe-member-access': 'error',
  '@typescript-eslint/no-unsafe-return': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: true },
  ],
  '@typescript-eslint/use-unknown-in-catch-callback-variable': 'error',
  '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
};
const sizeRules = {
  'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
};

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'cdk.out/',
      'coverage/',
      'artifacts/',
      '.rpmw/',
      'test/*/fixtures/',
      '**/*.js',
      '**/*.mjs',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      ...typedRules,
      ...sizeRules,
      ...restrictSyntax(NO_DEFAULT),
      ...restrictProperties(...NO_MOCKS),
    },
  },
  {
    files: ['src/**/*.ts', ...STUBS],
    rules: {
      'no-console': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-globals': ['error', ...NET_GLOBALS],
      ...restrictImports([...closedModules, ...noHttp], [AUTHORIZE]),
      ...restrictProperties(...NO_MOCKS, ...NO_ROUND_WAYS, NO_ENV),
      ...restrictSyntax(NO_DEFAULT, NO_COMPUTED_IMPORT, ...NO_FORGERY),
    },
  },
  {
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...NET_GLOBALS, ...CORE_GLOBALS],
      ...restrictProperties(...NO_MOCKS, ...NO_ROUND_WAYS, ...NO_AMBIENT),
      ...restrictSyntax(NO_DEFAULT, NO_COMPUTED_IMPORT, ...NO_FORGERY, ...NO_AMBIENT_DATE),
    },
  },
  {
    files: ['src/core/effects/perform.ts'],
    rules: restrictImports([...closedModules, ...noHttp], [REDEEM]),
  },
  {
    files: ['src/core/gate/permit.ts'],
    rules: restrictSyntax(NO_DEFAULT, NO_COMPUTED_IMPORT, ...NO_AMBIENT_DATE),
  },
  {
    files: ['src/http/**/*.ts', ...STUBS],
    rules: restrictImports([...closedModules, ...createServerOnly], [AUTHORIZE]),
  },
  {
    files: ['src/adapters/outbound/**/*.ts'],
    rules: {
      'no-restricted-globals': 'off',
      '@typescript-eslint/no-restricted-imports': 'off',
      ...restrictProperties(...NO_MOCKS, NO_ENV),
    },
  },
  { files: ['src/cli/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['src/entry/**/*.ts'],
    rules: { 'no-console': 'off', ...restrictProperties(...NO_MOCKS, ...NO_ROUND_WAYS) },
  },
  {
    files: TESTS,
    rules: {
      'no-console': 'off',
      'no-restricted-globals': 'off',
      '@typescript-eslint/no-restricted-imports': 'off',
      // A describe callback is a table of contents, not a function; matchers such as expect.any return any.
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      ...restrictProperties(...NO_MOCKS),
      ...restrictSyntax(NO_DEFAULT),
    },
  },
  { files: ['vitest.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
);
