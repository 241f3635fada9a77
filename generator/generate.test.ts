import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generate, render } from './generate.ts';
import { ACME, acmeWith, fixtureProject, INSTANCES } from './testing/fixture.ts';

const PROJECT = path.join(import.meta.dirname, '..');

describe('the generated files', () => {
  it.each([...render(ACME)])('%s reads as its golden file does', async (file, text) => {
    await expect(text).toMatchFileSnapshot(`testing/${file.replaceAll('/', '.')}.golden.txt`);
  });

  it.each([...render(INSTANCES)].filter(([file]) => !file.startsWith('umbrella')))(
    'of instances, %s reads as its golden file does',
    async (file, text) => {
      const name = file.replace('globex/', 'globex.');
      await expect(text).toMatchFileSnapshot(`testing/instances.${name}.golden.txt`);
    },
  );

  it('are formatted as the project formats, however many handlers and providers there are', () => {
    const commands = Array.from({ length: 12 }, (_, index) => `handler${'OfSomeLength'.repeat(index % 3)}${index}`);
    const many = commands.map(
      (name) =>
        `export class C${name} extends Command { static readonly type = '${name}'; }\nexport const ${name} = commandHandler(C${name}, () => {});`,
    );
    const head = `import { Command, commandHandler } from '../../core/logic/command.ts';\n`;
    const others = [
      'beta',
      'gammaDeltaEpsilonZetaEta',
      'thetaIotaKappaLambdaMu',
      'nuXiOmicronPiRhoSigma',
      'tauUpsilonPhiChiPsi',
    ];
    const providers = others.flatMap((name) =>
      ['index.ts', 'event.ts', 'samples.ts'].map((file): [string, string] => {
        const text = ACME.get(`integrations/acme/${file}`) ?? '';
        const title = name.charAt(0).toUpperCase() + name.slice(1);
        return [`integrations/${name}/${file}`, text.replaceAll('acme', name).replaceAll('Acme', title)];
      }),
    );
    using project = fixtureProject(
      new Map([...ACME, ...INSTANCES, ...providers, ['sagas/acme/many.ts', head + many.join('\n')]]),
    );
    generate(project.root);
    const config = path.join(PROJECT, '.oxfmtrc.json');
    const oxfmt = path.join(PROJECT, 'node_modules', '.bin', 'oxfmt');
    const folder = path.join('functions', 'src', 'generated');
    expect(() =>
      execFileSync(process.execPath, [oxfmt, '--check', '-c', config, folder], { cwd: project.root, stdio: 'pipe' }),
    ).not.toThrow();
  });

  it('name a provider as the heading of its README does, if the folder does not say it', () => {
    const titled = (heading: string) =>
      render(acmeWith({ 'integrations/acme/README.md': `${heading}\n\nText.\n` })).get('catalog.ts') ?? '';
    expect(titled('# ACME Corp')).toContain(`acme: catalogEntry('acme', {\n    title: 'ACME Corp',`);
    expect(titled('# Acme')).toBe(render(ACME).get('catalog.ts'));
    expect(titled('')).toBe(render(ACME).get('catalog.ts'));
  });

  it('do not depend on the order in which the files are read', () => {
    const backwards = new Map([...ACME].toReversed());
    expect(render(backwards)).toEqual(render(ACME));
  });

  it('hold an empty list of providers where there is no integration', () => {
    const files = render(new Map());
    expect(files.get('providers.ts')).toContain('export type Provider = never;');
    expect([...files.keys()]).toEqual(['providers.ts', 'index.ts', 'catalog.ts']);
  });
});

describe('generate', () => {
  it('writes only what changed and leaves the rest untouched', () => {
    using project = fixtureProject(ACME);
    const folder = path.join(project.root, 'functions', 'src', 'generated');
    expect(generate(project.root).write).toContain('acme.ts');
    const before = statSync(path.join(folder, 'acme.ts')).mtimeMs;
    expect(generate(project.root)).toEqual({ write: [], remove: [] });
    expect(statSync(path.join(folder, 'acme.ts')).mtimeMs).toBe(before);
  });

  it('removes what nothing generates any more', () => {
    using project = fixtureProject(ACME);
    generate(project.root);
    rmSync(path.join(project.root, 'functions', 'src', 'sagas', 'acme', 'audit.ts'));
    const stale = path.join(project.root, 'functions', 'src', 'generated', 'gone');
    mkdirSync(stale);
    writeFileSync(path.join(stale, 'webhook.ts'), '');
    const { remove, write } = generate(project.root);
    expect(remove).toEqual(['gone/webhook.ts']);
    expect(write).toEqual(['catalog.ts', 'acme.ts']);
    expect(generate(project.root, { check: true })).toEqual({ write: [], remove: [] });
  });

  it('changes nothing when it only checks', () => {
    using project = fixtureProject(ACME);
    generate(project.root);
    const file = path.join(project.root, 'functions', 'src', 'generated', 'providers.ts');
    writeFileSync(file, 'edited by hand');
    expect(generate(project.root, { check: true })).toEqual({ write: ['providers.ts'], remove: [] });
    expect(readFileSync(file, 'utf8')).toBe('edited by hand');
  });

  it('finds the code of this project up to date', () => {
    expect(generate(PROJECT, { check: true })).toEqual({ write: [], remove: [] });
  });
});

describe('what is wired', () => {
  it('leaves isolated sagas and tasks to their own functions', () => {
    const text = render(ACME).get('acme.ts') ?? '';
    const [, onAcmeEvent = ''] = /export const onAcmeEvent = ([^;]*);/.exec(text) ?? [];
    expect(onAcmeEvent).toContain('sagas: { orders }');
    expect(onAcmeEvent).toContain('tasks: { countOrders }');
    const [, auditTrail = ''] = /export const auditTrail = ([^;]*);/.exec(text) ?? [];
    expect(auditTrail).toContain(`name: 'acme-auditTrail'`);
    expect(auditTrail).toContain('sagas: { auditTrail: auditTrailSaga }');
    expect(auditTrail).toContain('handlers: [placeOrder, sendMessage]');
  });

  it.each(['subscriberFunction', 'AcmeEvent', 'onAcmeEvent', 'webhook', 'acme'])(
    'calls a saga another name in its own file if the file needs the name %s, and keeps the name in the ledger',
    (name) => {
      const text = `import { EMPTY } from 'rxjs';\nimport { saga } from '../../core/logic/saga.ts';\nexport const ${name} = saga(() => EMPTY);\nexport const ${name}Saga = saga(() => EMPTY);`;
      const rendered = render(acmeWith({ 'sagas/acme/x.ts': text })).get('acme.ts');
      expect(rendered).toContain(`import { ${name} as ${name}Saga_, ${name}Saga } from '../sagas/acme/x.ts';`);
      expect(rendered).toMatch(new RegExp(`sagas: \\{[^}]*\\b${name}: ${name}Saga_, ${name}Saga\\b`));
    },
  );

  it('looks for missed events only where the integration lists them', () => {
    expect(render(ACME).get('acme.ts')).toContain('export const reconcile = ');
    const without = render(acmeWith({ 'integrations/acme/missed-events.ts': undefined }));
    expect(without.get('acme.ts')).not.toContain('reconcile');
    expect(without.get('catalog.ts')).not.toContain('missedEvents: async');
  });

  it('has a function on the provider’s own topic only where the integration describes one', () => {
    const text = 'export const acmeTopic = 1;';
    const files = render(acmeWith({ 'integrations/acme/topic.ts': text }));
    expect(files.get('acme.ts')).toContain('export const topic = /* @__PURE__ */ topicFunction(acme, acmeTopic);');
    expect(files.get('acme.ts')).toContain('export const webhook = /* @__PURE__ */ webhookBesideTopic(acme);');
    expect(files.get('catalog.ts')).toContain('providerTopic: async () => ');
    expect(render(ACME).get('acme.ts')).not.toContain('topicFunction');
  });

  it('leaves out the shared handlers that no file of the provider can reach', () => {
    const withoutUse = (ACME.get('sagas/acme/orders/orders.ts') ?? '').replace(/import \{ SendMessage \}.*\n/, '');
    const files = render(acmeWith({ 'sagas/acme/orders/orders.ts': withoutUse }));
    expect(files.get('acme.ts')).toContain('handlers: [placeOrder]');
  });

  it('wires a shared handler that is reached through another shared file', () => {
    const files = render(
      acmeWith({
        'sagas/acme/more.ts': `import '../shared/entry.ts';\n`,
        'sagas/shared/entry.ts': `export * from './unused.ts';\n`,
      }),
    );
    expect(files.get('acme.ts')).toContain('unused');
  });
});
