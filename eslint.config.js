import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['.toolchain/', 'build/', 'dist/', 'js/generated/', 'pyodide/'] },
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
    // Linked into Emscripten's JavaScript, whose names only emcc knows.
    files: ['src/*.js'],
    rules: { 'no-undef': 'off', 'no-unused-vars': 'off' },
  },
];
