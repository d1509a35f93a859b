import js from '@eslint/js';
import globals from 'globals';

export default [
  {
    ignores: [
      '.fixtures/',
      '.toolchain/',
      '.venv/',
      'build/',
      'dist/',
      'js/generated/',
      'pyodide/',
    ],
  },
  js.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.worker, ...globals.node } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    // V8 ends the process when it terminates a thread at a top-level await (seen in Node 20).
    files: ['js/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: ':matches(AwaitExpression, ForOfStatement[await=true]):not(:function *)',
          message: 'Terminating a thread at a top-level await ends the process.',
        },
      ],
    },
  },
  {
    // Linked into Emscripten's JavaScript, whose names only emcc knows.
    files: ['src/*.js'],
    rules: { 'no-undef': 'off', 'no-unused-vars': 'off' },
  },
];
