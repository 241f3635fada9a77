import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { loadEnvironment, localSettings } from './settings.ts';
import { temporaryStateDir } from './testing/state-dir.ts';

describe('the environment', () => {
  beforeEach(() => {
    for (const name of ['GCLOUD_PROJECT', 'GOOGLE_CLOUD_PROJECT', 'A', 'B', 'C', 'D', 'E']) vi.stubEnv(name, undefined);
    return () => vi.unstubAllEnvs();
  });

  it('overrides .secret.local, which overrides .env.local, then .env.<project>, then .env', () => {
    const root = projectWith({
      '.secret.local': 'B=secret',
      '.env.local': 'B=local\nC=local',
      '.env.demo': 'B=demo\nC=demo\nD=demo',
      '.env': 'A=env\nB=env\nC=env\nD=env\nE=env',
    });
    vi.stubEnv('GCLOUD_PROJECT', 'demo');
    vi.stubEnv('A', 'outer');
    loadEnvironment(root);
    const { A, B, C, D, E } = process.env;
    expect({ A, B, C, D, E }).toEqual({ A: 'outer', B: 'secret', C: 'local', D: 'demo', E: 'env' });
  });

  it('names the project, else .firebaserc does, else it is a demo', () => {
    const root = projectWith({});
    expect(loadEnvironment(root)).toBe('demo-integration-service');
    writeFileSync(join(root, '.firebaserc'), '{"projects":{"default":"my-project"}}');
    vi.stubEnv('GCLOUD_PROJECT', undefined);
    expect(loadEnvironment(root)).toBe('my-project');
    vi.stubEnv('GCLOUD_PROJECT', 'outer');
    expect(loadEnvironment(root)).toBe('outer');
  });
});

describe('settings', () => {
  it('have defaults', () => {
    expect(localSettings('/root', 'demo', {})).toEqual({
      project: 'demo',
      stateDir: '/root/.local',
      port: 5001,
      consolePort: 4000,
      backoffScale: 0.1,
    });
  });

  it.each([
    [{ PORT: '70000' }, 'PORT must be a port number from 0 to 65535.'],
    [{ CONSOLE_PORT: 'x' }, 'CONSOLE_PORT must be a port number from 0 to 65535.'],
    [
      { LOCAL_BACKOFF_SCALE: '2' },
      'LOCAL_BACKOFF_SCALE must be a number from 0 to 1; 1 waits as long as Pub/Sub does.',
    ],
  ])('%j are refused with a sentence', (environment, sentence) => {
    expect(() => localSettings('/root', 'demo', environment)).toThrow(sentence);
  });
});

function projectWith(files: Readonly<Record<string, string>>): string {
  const root = temporaryStateDir();
  mkdirSync(join(root, 'functions'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, 'functions', name), content);
  return root;
}
