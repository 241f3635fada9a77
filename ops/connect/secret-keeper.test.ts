import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SecretFile } from './secret-file.ts';
import { SecretVersions } from './secret-keeper.ts';
import { secretManager } from './testing/secret-manager.ts';

describe('a secret of Secret Manager', () => {
  it('gets a version, and is created first if it is not there', async () => {
    const { added, asked, access } = await secretManager(undefined);
    const keeper = new SecretVersions('hook', access);
    expect(await keeper.held()).toEqual([]);
    await keeper.add('whsec_1');
    expect(added).toEqual(['whsec_1']);
    expect(asked[1]).toBe('POST /v1/projects/acme/secrets?secretId=hook');
    expect(keeper.afterwards).toContain('doctor --project acme');
  });

  it('keeps the secrets of other webhooks that are in its newest version', async () => {
    const { added, access } = await secretManager(['one, two', 'old']);
    const keeper = new SecretVersions('hook', access);
    expect(await keeper.held()).toEqual(['one', 'two', 'old']);
    await keeper.add('three');
    expect(added).toEqual(['three,one,two']);
  });

  it('keeps those of other webhooks however many are added, each once', async () => {
    const { added, access } = await secretManager(['one']);
    const keeper = new SecretVersions('hook', access);
    for (const value of ['two', 'three', 'four']) await keeper.add(value, await keeper.held());
    expect(added.at(-1)).toBe('four,three,two,one');
    expect(new Set(await keeper.held())).toEqual(new Set(['four', 'three', 'two', 'one']));
  });

  it('cannot be added to if a version is pinned', async () => {
    const { access } = await secretManager(['one']);
    expect(() => new SecretVersions('projects/acme/secrets/hook/versions/3', access)).toThrow('pins version 3');
  });
});

describe('the file of local secrets', () => {
  function fileWith(text: string) {
    const folder = mkdtempSync(path.join(tmpdir(), 'connect-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, '.secret.local');
    writeFileSync(file, text);
    return { folder, file, text: () => readFileSync(file, 'utf8') };
  }

  it('keeps its other lines, and is readable by its owner alone', async () => {
    const { folder, file, text } = fileWith('A=1\nSTRIPE_WEBHOOK_SECRET=old\n# why\nB=2');
    const keeper = new SecretFile(folder, 'STRIPE_WEBHOOK_SECRET', false);
    expect(await keeper.held()).toEqual(['old']);
    await keeper.add('new');
    expect(text()).toBe('A=1\n# why\nB=2\nSTRIPE_WEBHOOK_SECRET=new,old\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await keeper.add('newest');
    expect(await keeper.held()).toEqual(['newest', 'new']);
    for (const value of ['three', 'four']) await keeper.add(value, await keeper.held());
    expect(await keeper.held()).toEqual(['four', 'three', 'newest', 'new']);
  });

  it('holds one value if a comma is part of it, however many lines it has', async () => {
    const { folder, text } = fileWith('KEY="one\ntwo"\nB=2\n');
    const keeper = new SecretFile(folder, 'KEY', true);
    await keeper.add('-----BEGIN, 1\n-----END');
    expect(await keeper.held()).toEqual(['-----BEGIN, 1\n-----END']);
    expect(text()).toBe('B=2\nKEY="-----BEGIN, 1\\n-----END"\n');
  });
});
