import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Firestore } from '@google-cloud/firestore';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stripeSamples } from '../../functions/src/integrations/stripe/samples.ts';
import { runProgram } from '../../ops/testing/running-host.ts';
import { accepted } from '../faults/accepted.ts';
import { copyProject, type ProjectCopy } from '../project-copy.ts';
import { deploy, type Deployment } from './deployed.ts';
import { describeWithEmulators, uniqueProject } from './harness/suite.ts';

const SECRET = 'whsec_pulled_event';
/** Everything runs from its sources, each function in its own process. */
const PATIENCE = { timeout: 100_000 };
const TYPE = 'invoice.payment_failed';
const SAGA = 'functions/src/sagas/stripe/payer-reminders.ts';
const EMAIL = 'ada@lovelace.example';

const CONFIGURATION = `import { defineBundle, type Provider } from 'integration-service/config';

export const config = defineBundle<Provider>({ integrations: { stripe: { delivery: { maxAttempts: 1 } } } });
`;

/** Reminds the payer of an invoice. @param address How it reads the e-mail address, which some invoices lack. */
function saga(address: string): string {
  return `import { map } from 'rxjs';
import { Command, isOfType, recordHandler, saga } from 'integration-service';
import { isStripeEventOfType, StripeEvent } from 'integration-service/stripe';

export class RemindPayer extends Command {
  static readonly type = 'RemindPayer';
  constructor(invoice) {
    super();
    this.id = invoice.id;
    this.name = invoice.customer_name;
    this.to = ${address};
  }
}

export const remindPayer = recordHandler(RemindPayer, ({ id, name, to }, records) => {
  records.update('payerReminders', id, () => ({ name, to }));
});

export const payerReminders = saga((events$) =>
  events$.pipe(
    isOfType(StripeEvent),
    isStripeEventOfType('invoice.payment_failed'),
    map(({ event }) => new RemindPayer(event.data.object)),
  ),
);
`;
}

describeWithEmulators('an event that fails in a project, pulled, fixed under watch, and redriven', (emulators) => {
  const project = uniqueProject();
  const env = {
    PUBSUB_EMULATOR_HOST: emulators.pubsub,
    FIRESTORE_EMULATOR_HOST: emulators.firestore,
    STRIPE_WEBHOOK_SECRET: SECRET,
    NODE_NO_WARNINGS: '1',
  };
  let copy: ProjectCopy;
  let deployment: Deployment;
  let firestore: Firestore;
  let watching: ChildProcess | undefined;
  let watched = '';
  /** The ids of the event, of its invoice and of its letter. */
  const ids = { event: '', invoice: '', letter: '' };

  beforeAll(async () => {
    copy = copyProject([
      'vitest.config.ts',
      'tests/no-outside.ts',
      'tests/same-environment.ts',
      'tests/waiting-first.ts',
      '.oxfmtrc.json',
      'functions/src/testing',
    ]);
    copy.write('functions/src/integrations.config.ts', CONFIGURATION);
    copy.write(SAGA, saga('invoice.customer_email.toLowerCase()'));
    expect(await integrations('generate')).toMatchObject({ code: 0 });
    // Sources instead of a bundle: what is fixed is deployed by a restart.
    copy.write('functions/package.json', JSON.stringify({ type: 'module', main: 'src/index.ts' }));
    deployment = await deploy({ project, secret: SECRET, emulators, source: join(copy.root, 'functions') });
    const [host = '', port = ''] = emulators.firestore.split(':');
    const customHeaders = { Authorization: 'Bearer owner' };
    firestore = new Firestore({ projectId: project, host, port: Number(port), ssl: false, customHeaders });
  }, 300_000);

  afterAll(async () => {
    watching?.kill('SIGKILL');
    await deployment.stop();
    await firestore.terminate();
    copy.remove();
  });

  it('production gives the event up, since the saga reads what the invoice does not have', async () => {
    await send();
    await expect.poll(async () => (await documents('deadLetters')).length, PATIENCE).toBe(1);
    const { printed, code } = await onProject('dead-letters', 'list', '--json');
    expect(code).toBe(0);
    const { letters } = JSON.parse(printed);
    expect(letters).toMatchObject([{ eventId: ids.event, consumer: 'stripe-onStripeEvent' }]);
    ids.letter = letters[0].id;
  });

  it('pull shows the line that fails and what is done already, and changes nothing', async () => {
    const before = await everything();
    const { code, printed } = await onProject('pull', ids.event);
    expect(code).toBe(1);
    expect(printed).toContain(`${ids.event}: ${TYPE} of stripe`);
    expect(printed).toContain('from the topic');
    expect(printed).toMatch(/payerReminders fails: Cannot read properties of null \(reading 'toLowerCase'\)/);
    expect(printed).toMatch(/at new RemindPayer \(functions\/src\/sagas\/stripe\/payer-reminders\.ts:11:\d+\)/);
    expect(printed).toMatch(/invoiceProgress\/SyncInvoice.*\(done already: a redrive leaves it out\)/);
    expect(printed).toMatch(/yields nothing for: .*connectedAccounts/);
    expect(printed).toMatch(/Nothing was carried out\.$/);
    expect(await everything()).toEqual(before);
  });

  it('pull --save writes the letter as a fixture without the name and the address, and a test that fails', async () => {
    const { code, printed } = await onProject('pull', ids.letter.slice(0, 12), '--save', 'no-address');
    expect(code).toBe(1);
    expect(printed).toContain('from the dead letter');
    expect(printed).toMatch(/^ {2}name: .*data\.object\.customer_name/m);
    expect(printed).not.toContain('does not treat');
    const fixture = readFileSync(join(copy.root, 'functions/src/sagas/stripe/no-address.event.json'), 'utf8');
    for (const own of ['Ada', 'Lovelace', EMAIL, ids.event, ids.invoice]) expect(fixture).not.toContain(own);
    expect(JSON.parse(fixture)).toMatchObject({
      eventtype: TYPE,
      data: { data: { object: { customer_email: null } } },
    });
    expect(await savedTest()).toMatchObject({ code: 1, output: expect.stringContaining("reading 'toLowerCase'") });
  });

  it('under watch, the fix shows what it would do as soon as it is saved', async () => {
    watching = spawn(
      process.execPath,
      [join(copy.root, 'ops/cli.ts'), 'pull', ids.letter, '--watch', '--project', project],
      {
        cwd: copy.root,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    for (const stream of [watching.stdout, watching.stderr]) stream?.on('data', (chunk: Buffer) => (watched += chunk));
    await expect.poll(() => watched, PATIENCE).toMatch(/payerReminders fails[\s\S]*Waiting for code/);
    watched = '';
    copy.write(SAGA, saga('invoice.customer_email?.toLowerCase() ?? null'));
    await expect.poll(() => watched, PATIENCE).toMatch(/payerReminders\/RemindPayer[\s\S]*Waiting for code/);
    expect(watched).toContain(`payerReminders/${ids.invoice} is new`);
    expect(watched).toContain('+ name: "Ada Lovelace"');
    expect(watched).not.toContain('fails');
    watching.kill('SIGINT');
    expect((await once(watching, 'close'))[0]).toBe(0);
    expect(await savedTest()).toMatchObject({ code: 0 });
    expect(await documents('payerReminders')).toEqual([]);
  });

  it('once the fix is deployed, the redrive does what was left, and what was done is not done again', async () => {
    const [invoice] = await documents('invoices');
    for (const consumer of deployment.consumers) await consumer.killAndRestart();
    expect(await onProject('dead-letters', 'redrive', ids.letter, '--yes')).toMatchObject({ code: 0 });
    await expect.poll(() => documents('payerReminders'), PATIENCE).toHaveLength(1);
    expect(await documents('payerReminders')).toMatchObject([{ data: { name: 'Ada Lovelace', to: null } }]);
    expect(await documents('invoices')).toEqual([invoice]);
    const { printed } = await onProject('events', 'show', ids.event);
    expect(printed).toMatch(/^status +handled$/m);
    expect((await onProject('pull', ids.event)).code).toBe(0);
  });

  function integrations(...words: readonly string[]) {
    return runProgram('ops/cli.ts', words, env, copy.root);
  }

  async function onProject(...words: readonly string[]) {
    const { code, output } = await integrations(...words, '--project', project);
    return { code, printed: output.trim() };
  }

  function savedTest() {
    const file = 'functions/src/sagas/stripe/no-address.test.ts';
    return runProgram(
      'node_modules/vitest/vitest.mjs',
      ['run', file, '--project', 'units'],
      { NO_COLOR: '1' },
      copy.root,
    );
  }

  async function documents(collection: string) {
    const { docs } = await firestore.collection(`integration-${collection}`).get();
    return docs.map((document) => document.data());
  }

  async function everything(): Promise<Record<string, unknown>> {
    const all = await firestore.listCollections();
    const contents = await Promise.all(
      all.map(async (one) => (await one.get()).docs.map((doc) => [doc.ref.path, doc.data()])),
    );
    return Object.fromEntries(contents.flat());
  }

  async function send(): Promise<void> {
    const now = new Date();
    const event = JSON.parse(stripeSamples.sample(TYPE, { id: 'pulled', now }));
    event.data.object.customer_name = 'Ada Lovelace';
    event.data.object.customer_email = null;
    Object.assign(ids, { event: event.id, invoice: event.data.object.id });
    const body = Buffer.from(JSON.stringify(event));
    const { webhookUrl: url } = deployment;
    const { headers } = stripeSamples.request({ body, type: TYPE, id: 'pulled', signing: SECRET, now, url });
    await accepted(url, headers, body);
  }
});
