import { defineConfig } from 'vitest/config';

const EMULATOR_TESTS = 'tests/emulators/**/*.test.ts';
const notTests = ['**/node_modules/**', 'functions/lib/**'];

export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      { extends: true, test: { name: 'units', include: ['**/*.test.ts'], exclude: [...notTests, EMULATOR_TESTS] } },
      {
        extends: true,
        test: {
          name: 'emulators',
          include: [EMULATOR_TESTS],
          exclude: notTests,
          globalSetup: ['tests/emulators/harness/setup.ts'],
          testTimeout: 30_000,
        },
      },
    ],
  },
});
