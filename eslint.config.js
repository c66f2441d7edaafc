import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

// Values that make a decision depend on the moment. `core` and `state` are given `now` and `random`
// by their callers, so that every case can be written down in a table.
const clockAndDice = [
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Take `now: number` from the caller.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take `now: number` from the caller.',
  },
  {
    selector: "CallExpression[callee.name='Date']",
    message: 'Take `now: number` from the caller.',
  },
  {
    selector: "MemberExpression[object.name='performance'][property.name='now']",
    message: 'Take `now: number` from the caller.',
  },
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Take `random: () => number` from the caller.',
  },
];

// What a status means is decided in one file. `raw` because a selector's pattern only meets strings.
// A constant whose name ends in a unit (`STALL_MS = 500`) is no status.
const statusLiterals = [
  {
    selector:
      'Literal[raw=/^(401|402|403|404|408|410|413|422|429|451|499|500|502|503|504|52[0-9])$/]' +
      ':not(VariableDeclarator[id.name=/_(MS|BYTES|CHARS|LENGTH)$/] > Literal)',
    message:
      'Statuses are read in main/core/classify.ts; our own are named in main/core/reply-status.ts.',
  },
];

export default defineConfig(
  { ignores: ['dist/', 'coverage/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  ts.configs.recommendedTypeChecked,
  svelte.configs.recommended,
  svelte.configs.prettier,
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        // The same list for every file: a second one would make the compiler start again.
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true, 'ts-check': true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // `const { secret: _, ...shown } = view` is how a member is left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // An async function that awaits nothing is how a synchronous answer meets an asynchronous port.
      '@typescript-eslint/require-await': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', 60],
      'no-console': 'error',
      // The compiler knows which names exist in which folder.
      'no-undef': 'off',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      'svelte/no-at-html-tags': 'error',
      'svelte/no-unused-props': 'error',
      'svelte/require-each-key': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    // A component draws; what it shows is fetched by the state class beside it.
    files: ['**/*.svelte'],
    rules: {
      'max-lines': ['error', 200],
      'no-restricted-globals': ['error', 'fetch', 'EventSource', 'XMLHttpRequest'],
      // The border check sees compiled components, which have lost their type-only imports.
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ group: ['**/main/**'], message: 'Contracts are reached as #contracts/….' }],
        },
      ],
    },
  },
  {
    files: ['main/core/**', 'main/state/**'],
    rules: { 'no-restricted-syntax': ['error', ...clockAndDice] },
  },
  {
    files: ['main/proxy/**'],
    rules: { 'no-restricted-syntax': ['error', ...statusLiterals] },
  },
  {
    files: ['main/core/**'],
    ignores: ['main/core/classify.ts', 'main/core/reply-status.ts'],
    rules: { 'no-restricted-syntax': ['error', ...clockAndDice, ...statusLiterals] },
  },
  {
    // The story of a request is read on one screen.
    files: ['main/proxy/handle-request.ts'],
    rules: { 'max-lines': ['error', 60] },
  },
  {
    files: [
      'main/app/logger.ts',
      'scripts/**',
      'build.mjs',
      'test/bench/**',
      'test/clients/**',
      'test/deploy/**',
      'test/fuzz/**',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    // A suite is one function by nature.
    files: ['test/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    // Plain scripts are checked by tsconfig.tools.json; here they get the rules that need no types.
    files: ['**/*.mjs', '**/*.js'],
    extends: [ts.configs.disableTypeChecked],
  },
);
