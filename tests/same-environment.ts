import { afterAll } from 'vitest';

/** Gives the next test file the environment that this one was given: those of the sources share a process. */
const given = { ...process.env };

afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in given)) delete process.env[name];
  Object.assign(process.env, given);
});
