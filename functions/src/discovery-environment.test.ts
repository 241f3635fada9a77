import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dotenvFiles, loadDiscoveryEnvironment } from './discovery-environment.ts';

describe('the dotenv files of the functions', () => {
  it('are read most specific first, since what is set stays', () => {
    expect(dotenvFiles({ GCLOUD_PROJECT: 'shop-staging' })).toEqual(['.env.shop-staging', '.env']);
  });

  it('hold the local secrets under the emulator only', () => {
    expect(dotenvFiles({ GCLOUD_PROJECT: 'demo', FUNCTIONS_EMULATOR: 'true' })).toEqual([
      '.secret.local',
      '.env.local',
      '.env.demo',
      '.env',
    ]);
  });

  it('are just .env where the project is not known', () => {
    expect(dotenvFiles({})).toEqual(['.env']);
  });
});

describe('the environment at discovery', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'discovery-'));
    writeFileSync(path.join(folder, '.env'), 'DISCOVERED=by-default\nDISCOVERED_TOO=by-default\n');
    writeFileSync(path.join(folder, '.env.shop'), 'DISCOVERED=by-project\n');
    vi.stubEnv('GCLOUD_PROJECT', 'shop');
    vi.stubEnv('FUNCTIONS_EMULATOR', undefined);
    vi.stubEnv('FIREBASE_KIT_INSTANCE_ID', undefined);
    vi.stubEnv('INTEGRATIONS_SCOPE', undefined);
    vi.stubEnv('LOCAL_SECRET', undefined);
    vi.stubEnv('DISCOVERED', undefined);
    vi.stubEnv('DISCOVERED_TOO', undefined);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it('is filled from the files, the one of the project before the general one', () => {
    vi.stubEnv('FUNCTIONS_CONTROL_API', 'true');
    loadDiscoveryEnvironment(folder);
    expect(process.env['DISCOVERED']).toBe('by-project');
    expect(process.env['DISCOVERED_TOO']).toBe('by-default');
  });

  it('keeps what is set already', () => {
    vi.stubEnv('FUNCTIONS_CONTROL_API', 'true');
    vi.stubEnv('DISCOVERED', 'by-hand');
    loadDiscoveryEnvironment(folder);
    expect(process.env['DISCOVERED']).toBe('by-hand');
  });

  it.each([
    ['FIREBASE_KIT_INSTANCE_ID', 'of a kit'],
    ['INTEGRATIONS_SCOPE', 'with a folder'],
  ])('leaves the files of the folder to another installation if %s is set, as %s has it', (name) => {
    vi.stubEnv('FUNCTIONS_CONTROL_API', 'true');
    vi.stubEnv('FUNCTIONS_EMULATOR', 'true');
    vi.stubEnv(name, 'shop');
    writeFileSync(path.join(folder, '.secret.local'), 'LOCAL_SECRET=local\n');
    loadDiscoveryEnvironment(folder);
    expect(process.env['DISCOVERED']).toBeUndefined();
    // Nobody else gives these, and they are of this machine.
    expect(process.env['LOCAL_SECRET']).toBe('local');
  });

  it('is left alone at run time, when Firebase has filled it', () => {
    vi.stubEnv('FUNCTIONS_CONTROL_API', undefined);
    loadDiscoveryEnvironment(folder);
    expect(process.env['DISCOVERED']).toBeUndefined();
  });
});
