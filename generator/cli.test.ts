import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ACME, acmeWith, fixtureProject } from './testing/fixture.ts';

function run(root: string, ...options: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const cli = path.join(import.meta.dirname, 'cli.ts');
  const flags = ['--disable-warning=ExperimentalWarning', cli, '--root', root];
  return spawnSync(process.execPath, [...flags, ...options], { encoding: 'utf8' });
}

describe('npm run generate', () => {
  it('says what it wrote, and then that there is nothing to do', () => {
    using project = fixtureProject(ACME);
    const first = run(project.root);
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout).toContain('written: acme.ts');
    expect(run(project.root)).toMatchObject({ status: 0, stdout: 'functions/src/generated is up to date.\n' });
  });

  it('exits with 1 and the command to run when it only checks and the code is stale', () => {
    using project = fixtureProject(ACME);
    run(project.root);
    expect(run(project.root, '--check').status).toBe(0);
    appendFileSync(path.join(project.root, 'functions', 'src', 'generated', 'acme.ts'), '// edited\n');
    const { status, stdout, stderr } = run(project.root, '--check');
    expect(status).toBe(1);
    expect(stdout).toContain('out of date: acme.ts');
    expect(stderr).toContain('run "npm run generate"');
  });

  it('prints the AsyncAPI document of the tree, and writes nothing', () => {
    using project = fixtureProject(ACME);
    const { status, stdout, stderr } = run(project.root, '--asyncapi');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ asyncapi: '3.0.0', channels: { 'acme-events': {} } });
    expect(existsSync(path.join(project.root, 'functions', 'src', 'generated'))).toBe(false);
  });

  it('prints a fault of the tree as a sentence, without a stack', () => {
    using project = fixtureProject(acmeWith({ 'integrations/acme/samples.ts': undefined }));
    const { status, stderr } = run(project.root);
    expect(status).toBe(1);
    expect(run(project.root, '--asyncapi')).toMatchObject({ status, stdout: '', stderr });
    expect(stderr).toBe(
      'functions/src/integrations/acme/samples.ts has to export its sample events as "acmeSamples".\n',
    );
  });
});
