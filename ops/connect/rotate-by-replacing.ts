import { messageOf } from '../../functions/src/core/event/error-text.ts';
import type { ReconcileReport } from '../../functions/src/core/recover/run-places.ts';
import { secretOf } from '../../functions/src/core/registration/carry-out.ts';
import { sentenceOf } from './provider-error.ts';
import {
  afterwards,
  createAnother,
  DONE,
  keepNew,
  NOT_DONE,
  type RecoverQuery,
  type Rotated,
  type Rotating,
} from './rotating.ts';

/** An event may occur as long before it is sent. */
const BEFORE_MS = 60_000;
/** Twice as long as an instance waits before it looks a secret up again because none verified. */
const AFTER_MS = 60_000;
/** What a dry run lists. */
const REHEARSED_MINUTES = 10;

/** Between the provider's answer and the version in the store, what is signed with the new secret is refused, and recovered then. */
export async function byReplacing(rotating: Rotating): Promise<Rotated> {
  const { title, keeper, tell, mayChange, now, recover, isDry } = rotating;
  const risk = `${title} signs with the new secret at once: events are refused until it is in ${keeper.where}, for a few seconds. Most providers send them again.`;
  const recovery =
    recover === undefined
      ? `Its events cannot be listed from here, so those that it does not send again have to be resent at ${title}.`
      : 'Then the events of this time are published from the list of its API, as "reconcile" does it.';
  if (!(await mayChange(`${risk} ${recovery}`))) return isDry ? rehearsed(rotating) : NOT_DONE;
  const since = new Date(now().getTime() - BEFORE_MS);
  await switchOver(rotating);
  tell(`${title} signs with the new secret, which is in ${keeper.where}. ${afterwards(rotating)}`);
  if (recover !== undefined) return recovered(since, recover, rotating);
  const until = new Date(now().getTime() + AFTER_MS);
  tell(
    `Its events cannot be listed from here: look at ${title} for deliveries that failed between ${since.toISOString()} and ${until.toISOString()}, and resend them there. The provider's README says where, if there is such a place.`,
  );
  return DONE;
}

async function switchOver(rotating: Rotating): Promise<void> {
  const { registrar, ours, api } = rotating;
  if (registrar.rotate !== undefined) {
    await keepNew(await registrar.rotate(ours, {}, api), rotating);
    return;
  }
  await registrar.remove(ours, api);
  const created = await createAnother(rotating);
  // Some answer with the secret, others show it with the webhook, or by another call.
  const secret = created?.secret ?? (created && (await secretOf(created.registered, { registrar, api })));
  await keepNew(secret, rotating);
}

/** The secret is replaced, whatever comes of it. */
async function recovered(
  since: Date,
  recover: (query: RecoverQuery) => Promise<ReconcileReport>,
  { provider, title, api, tell, wait, now }: Rotating,
): Promise<Rotated> {
  const byHand = `npx integrations reconcile ${provider} --since ${since.toISOString()}`;
  tell(
    `Waiting for a minute until every instance has looked the new secret up, to recover what was refused. If you interrupt this, run "${byHand}", with the same --project.`,
  );
  await wait(AFTER_MS);
  try {
    const report = await recover({ since, until: now(), dryRun: false });
    tell(
      `${title} lists ${report.listed} events of this time; ${report.published} of them were published. What was handled is not handled again.`,
    );
    return { isDone: true, recovered: report };
  } catch (error) {
    tell(`The secret is replaced, but the events could not be recovered: ${messageOf(sentenceOf(error, title, api))}`);
    return { isDone: false, steps: [`Run "${byHand}", with the same --project.`] };
  }
}

/** Whether the list works is known before the secret is replaced. */
async function rehearsed({ title, api, tell, now, recover }: Rotating): Promise<Rotated> {
  if (recover === undefined) return NOT_DONE;
  const until = now();
  const since = new Date(until.getTime() - REHEARSED_MINUTES * 60_000);
  try {
    const report = await recover({ since, until, dryRun: true });
    tell(`${title} lists ${report.listed} events of the last ${REHEARSED_MINUTES} minutes. Nothing was published.`);
    return { isDone: false, recovered: report };
  } catch (error) {
    throw sentenceOf(error, title, api);
  }
}
