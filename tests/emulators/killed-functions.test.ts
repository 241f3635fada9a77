import { Firestore } from '@google-cloud/firestore';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { makePayments, revenueOf } from '../faults/payments.ts';
import { sendAll } from '../faults/sender.ts';
import { deployedFolder, type DeployedFolder } from '../manifest/deployed-folder.ts';
import { deploy, type Deployment } from './deployed.ts';
import { describeWithEmulators, uniqueProject } from './harness/suite.ts';

const SECRET = 'whsec_fault_tests';
const EVENTS = 400;
const KILLS = 6;

describeWithEmulators('deployed functions, killed again and again under load', (emulators) => {
  let bundle: DeployedFolder;
  let deployment: Deployment | undefined;
  beforeAll(async () => {
    bundle = await deployedFolder({ on: ['stripe'] });
  }, 180_000);
  afterEach(() => deployment?.stop());
  afterAll(() => bundle[Symbol.dispose]());

  it(`handle each of ${EVENTS} events once, though each is sent three times and they are killed ${KILLS} times`, async () => {
    const project = uniqueProject();
    const running = await deploy({ project, secret: SECRET, emulators, source: bundle.folder });
    deployment = running;
    const [consumer] = running.consumers;
    const payments = makePayments(EVENTS, 50);
    const step = Math.floor((3 * EVENTS) / (KILLS + 1));
    let restarting = Promise.resolve();
    await sendAll(payments, SECRET, running.webhookUrl, {
      times: 3,
      onAccepted: (accepted) => {
        if (accepted % step !== 0 || accepted >= 3 * EVENTS) return;
        const victim = (accepted / step) % 3 === 0 ? running.webhook : consumer;
        restarting = restarting.then(() => victim?.killAndRestart());
      },
    });
    await restarting;
    expect(running.webhook.kills + (consumer?.kills ?? 0)).toBeGreaterThanOrEqual(KILLS);

    const [host = '', port = ''] = emulators.firestore.split(':');
    const firestore = new Firestore({
      projectId: project,
      host,
      port: Number(port),
      ssl: false,
      customHeaders: { Authorization: 'Bearer owner' },
    });
    const dataOf = async (collection: string) =>
      (await firestore.collection(`integration-${collection}`).get()).docs.map((document) => document.data()['data']);
    const open = async () =>
      (await firestore.collection('integration-ledger').where('status', '!=', 'done').count().get()).data().count;
    const done = async () =>
      (await firestore.collection('integration-ledger').where('status', '==', 'done').count().get()).data().count;

    // A claim that died with its process is free again when its lease is over: function timeout and 30 s.
    await expect.poll(done, { timeout: 480_000, interval: 2_000 }).toBe(EVENTS);
    expect(await open()).toBe(0);
    expect(new Map((await dataOf('payments')).map((payment) => [payment.id, payment.amountReceived]))).toEqual(
      new Map(payments.map(({ paymentId, amount }) => [paymentId, amount])),
    );
    const days = await dataOf('dailyRevenue');
    expect(new Map(days.map(({ date, payments: count, received }) => [date, { payments: count, received }]))).toEqual(
      revenueOf(payments),
    );
    expect(await dataOf('deadLetters')).toEqual([]);
    await firestore.terminate();
  }, 600_000);
});
