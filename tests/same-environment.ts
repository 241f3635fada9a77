import { afterAll, vi } from 'vitest';

/**
 * Gives the next test file the environment, the globals, the methods and the clock that this one was given: those of the
 * sources share a process.
 */
const given = { ...process.env };

afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  vi.useRealTimers();
  for (const name of Object.keys(process.env)) if (!(name in given)) delete process.env[name];
  Object.assign(process.env, given);
});
