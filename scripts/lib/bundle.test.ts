import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { generate } from '../../generator/generate.ts';
import { acmeWith, fixtureProject } from '../../generator/testing/fixture.ts';
import { bundle } from './bundle.ts';

/** Every file of the bundle of a project whose saga and handler leave traces in the files that they are in. */
async function bundled(): Promise<(name: string) => string> {
  const project = fixtureProject(
    acmeWith({
      'sagas/acme/orders/setup.ts': `globalThis.process.title = 'set up for orders';\n`,
      'sagas/acme/notify.ts': `import './orders/setup.ts';
import { task } from '../../core/logic/task.ts';
import { AcmeEvent } from '../../integrations/acme/event.ts';
export const countOrders = task(AcmeEvent, () => console.log('counting orders'));
export const notifySupport = task(AcmeEvent, () => console.log('notifying support'), { isolated: true });
`,
    }),
  );
  onTestFinished(() => project[Symbol.dispose]());
  generate(project.root);
  const outdir = path.join(project.root, 'functions', 'lib');
  await bundle(project.root, outdir);
  return (name) => readFileSync(path.join(outdir, name), 'utf8');
}

describe('the bundle', () => {
  it('has one file for each function, with what that function runs and nothing of the others', async () => {
    const text = await bundled();
    expect(text('acme-onAcmeEvent.js')).toContain('counting orders');
    expect(text('acme-notifySupport.js')).toContain('notifying support');
    for (const other of ['webhook', 'auditTrail', 'onDeadLetter', 'reconcile']) {
      expect(text(`acme-${other}.js`)).not.toMatch(/counting orders|notifying support|set up for orders/);
    }
    expect(text('acme-onAcmeEvent.js')).toContain('AcmeEvent');
    expect(text('acme-onDeadLetter.js')).not.toContain('acme-onAcmeEvent');
    expect(text('index.cjs')).toContain('./acme-notifySupport.js');
  }, 60_000);

  it('runs a file that business logic imports for its effect alone, as Node does', async () => {
    expect((await bundled())('acme-onAcmeEvent.js')).toContain('set up for orders');
  }, 60_000);

  it('has the functions that durable sagas share, if the integration is on whose events they take', async () => {
    const project = fixtureProject(
      acmeWith({
        'sagas/shared/patience.ts': `import { EMPTY } from 'rxjs';
import { durableSaga } from '../../core/durable/durable-saga.ts';
import { from } from '../../core/durable/fact-sources.ts';
import { AcmeEvent } from '../../integrations/acme/event.ts';
export const patience = durableSaga({ ordered: from(AcmeEvent, (events) => events, () => undefined) }, () => EMPTY);
`,
      }),
    );
    onTestFinished(() => project[Symbol.dispose]());
    generate(project.root);
    const outdir = path.join(project.root, 'functions', 'lib');
    const names = (await bundle(project.root, outdir)).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['sagas-onSagaEvent.js', 'sagas-onDeadLetter.js', 'sagas-wake.js']));
    expect(readFileSync(path.join(outdir, 'index.cjs'), 'utf8')).toMatch(/sagaSources:\["acme"\]/);
  }, 60_000);

  it('has the functions of the integrations that are on alone, if it is told which', async () => {
    const project = fixtureProject(acmeWith({}));
    onTestFinished(() => project[Symbol.dispose]());
    generate(project.root);
    const outdir = path.join(project.root, 'functions', 'lib');
    expect((await bundle(project.root, outdir, { on: ['acme'] })).map(({ name }) => name)).toContain('acme-webhook.js');
    expect((await bundle(project.root, outdir, { on: [] })).map(({ name }) => name)).toEqual(['index.cjs']);
    expect(readFileSync(path.join(outdir, 'index.cjs'), 'utf8')).toContain('left:["acme"]');
  }, 60_000);
});
