import { newSecretFor, secretOf } from '../../functions/src/core/registration/carry-out.ts';
import type { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import type { RotationCapability } from '../../functions/src/core/registration/registrar-capabilities.ts';
import type { Registered, Registrar, Registration } from '../../functions/src/core/registration/registrar.ts';
import { isSameUrl } from '../../functions/src/core/registration/same-url.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { Failure } from '../exit.ts';
import type { Waiting } from './arrival.ts';
import { chooseWay, type WayOptions } from './choose-way.ts';
import { sentenceOf } from './provider-error.ts';
import { withArticle } from './said.ts';
import { digestOf, type RotationNote, type RotationNotes } from './rotation-note.ts';
import type { SecretKeeper } from './secret-keeper.ts';
import { sharing } from './sharing.ts';

/** Whose secret is replaced. */
export interface RotateRequest {
  readonly entry: Pick<CatalogEntry, 'provider' | 'title' | 'missedEvents'>;
  readonly registration: Registration;
  readonly url: string;
  readonly options: WayOptions;
}

/** What a rotation calls. */
export interface RotatePorts extends Waiting {
  readonly api: RegistrationApi;
  readonly keeper: SecretKeeper;
  readonly notes: RotationNotes;
  readonly tell: (text: string) => void;
  readonly mayChange: (what: string) => Promise<boolean>;
  /** The URL with an open registration, for a provider that sends the secret to the endpoint. */
  readonly opened: (url: string, secret: string) => string;
}

/** What became of it. It holds no secret. */
export interface RotateReport {
  readonly provider: string;
  readonly by: RotationCapability['by'];
  readonly isDone: boolean;
  /** What is left to do by hand. */
  readonly steps?: readonly string[];
}

/** A webhook whose secret is being replaced, and with what. */
interface Rotating extends RotatePorts {
  readonly title: string;
  readonly registrar: Registrar;
  readonly ours: Registered;
  /** Others with our URL. */
  readonly others: readonly Registered[];
  /** The URL of another webhook that takes its place. */
  readonly url: string;
  readonly registration: Registration;
  /** How missed events are recovered, as a sentence. */
  readonly recovery: (since: Date) => string;
}

/** Replaces the secret of a webhook. It says at every moment what is safe, and goes on where an earlier run was cut off. */
export async function rotate(request: RotateRequest, ports: RotatePorts): Promise<RotateReport> {
  const { entry, registration, options } = request;
  const { provider, title } = entry;
  try {
    const { registrar, registered, url } = await chooseWay(registration, request.url, options, ports.api);
    const [ours, ...others] = registered.filter((one) => isSameUrl(one.url, url));
    if (ours === undefined)
      throw new Failure(`${title} has no webhook with ${url}: run "npx integrations connect ${provider}".`);
    const { rotation } = registrar.capabilities;
    if (rotation.by === 'none') {
      ports.tell(`${title} signs with published keys: there is no secret to replace.`);
      return { provider, by: rotation.by, isDone: true };
    }
    if (rotation.by === 'hand') return { provider, by: rotation.by, isDone: false, steps: rotation.steps };
    const held = await ports.keeper.held();
    for (const secret of held) ports.api.hide(secret);
    const [newest] = held;
    const isOpened = registrar.capabilities.secret.from === 'handshake' && newest !== undefined;
    const recovery = (since: Date) => recoverySentence(entry, since);
    const rotating = {
      ...ports,
      title,
      registration,
      registrar,
      ours,
      others,
      recovery,
      url: isOpened ? ports.opened(url, newest) : ours.url,
    };
    const isDone = await RUNS[rotation.by](rotating);
    if (isDone) ports.notes.clear();
    return { provider, by: rotation.by, isDone };
  } catch (error) {
    throw sentenceOf(error, title, ports.api);
  }
}

const RUNS: Readonly<
  Record<Exclude<RotationCapability['by'], 'none' | 'hand'>, (rotating: Rotating) => Promise<boolean>>
> = {
  us: byUs,
  overlap: byOverlap,
  second: bySecond,
  replaced: byReplacing,
};

/** The receiver holds both before the provider signs with the new one. */
async function byUs(rotating: Rotating): Promise<boolean> {
  const { title, registrar, api, keeper, notes, tell, mayChange, now } = rotating;
  const all = await sharing(rotating);
  const also = all.length === 1 ? '' : `, and ${all.length - 1} more with the same URL`;
  const [newest] = await keeper.held();
  const note = notes.read();
  const isResumed = note !== undefined && newest !== undefined && note.digest === digestOf(newest);
  if (
    !isResumed &&
    !(await mayChange(`This gives the ${registrar.title} of ${title}${also} a new secret, without refusing an event.`))
  ) {
    return false;
  }
  const secret = isResumed ? newest : newSecretFor(registrar);
  const added: RotationNote = isResumed ? note : { at: now().toISOString(), digest: digestOf(secret) };
  api.hide(secret);
  if (!isResumed) {
    // First the note: without it, another run would add a third secret, and the one in use would no longer be accepted.
    notes.write(added);
    await keeper.add(secret);
  }
  tell(
    `The new secret is in ${keeper.where}. ${title} signs with the old one, which is accepted. ${keeper.afterwards ?? ''}`.trimEnd(),
  );
  await untilHeld(added, rotating);
  for (const one of all) await one.registrar.rotate?.(one.registered, { secret }, api);
  tell(`${title} signs with the new secret. Both are accepted. ${afterwards(keeper)}`);
  return true;
}

/** The provider signs with both for a while. */
async function byOverlap(rotating: Rotating): Promise<boolean> {
  const { title, registrar, ours, api, keeper, tell, mayChange } = rotating;
  const { rotation } = registrar.capabilities;
  const overlapHours = rotation.by === 'overlap' ? rotation.hours : 0;
  if (!(await mayChange(`This has ${title} make a new secret. It signs with both for ${overlapHours} hours.`)))
    return false;
  await keepNew(await registrar.rotate?.(ours, { overlapHours }, api), rotating);
  tell(`${title} signs with both secrets for ${overlapHours} hours, and both are accepted. ${afterwards(keeper)}`);
  return true;
}

/** A second webhook has its own secret; each event comes by both, and has one effect. */
async function bySecond(rotating: Rotating): Promise<boolean> {
  const { title, registrar, ours, others, api, keeper, notes, tell, mayChange, now } = rotating;
  const note = notes.read();
  const all = [ours, ...others];
  const known = all.find(({ id }) => id === note?.second);
  const first = all.find(({ id }) => id !== known?.id);
  if (known === undefined && others.length > 0) {
    throw new Failure(`${all.length} webhooks have our URL: remove those that are not needed first.`);
  }
  if (known === undefined) {
    const what = `This creates a second ${registrar.title} with the same URL, and removes ${ours.id} once the receiver holds both secrets.`;
    if (!(await mayChange(what))) return false;
    const { types, at } = ours;
    const { form = {} } = registrar;
    const created = await registrar.create?.({ url: rotating.url, types, ...(at !== undefined && { at }), form }, api);
    if (created?.secret === undefined)
      throw new Failure(`${title} created ${withArticle(registrar.title)} without telling its secret: remove it.`);
    try {
      await keepNew(created.secret, rotating);
    } catch (error) {
      await registrar.remove(created.registered, api);
      throw error;
    }
    notes.write({ at: now().toISOString(), digest: digestOf(created.secret), second: created.registered.id });
    tell(
      `The secret of ${created.registered.id} is in ${keeper.where}. Events come twice and have one effect. Both secrets are accepted.`,
    );
  }
  const added = notes.read();
  if (added !== undefined) await untilHeld(added, rotating);
  if (first !== undefined) await registrar.remove(first, api);
  tell(
    `${first?.id ?? 'The first one'} is removed: nothing is signed with the old secret any more. ${afterwards(keeper)}`,
  );
  return true;
}

/** Between the provider's answer and the version in the store, what is signed with the new secret is refused. */
async function byReplacing(rotating: Rotating): Promise<boolean> {
  const { title, registrar, ours, api, keeper, tell, mayChange, now, recovery } = rotating;
  const risk = `${title} signs with the new secret at once: events are refused until it is in ${keeper.where}, for a few seconds. Most providers send them again.`;
  if (!(await mayChange(`${risk} ${recovery(now())}`))) return false;
  const since = now();
  if (registrar.rotate === undefined) {
    const { types, at } = ours;
    const { form = {} } = registrar;
    await registrar.remove(ours, api);
    const created = await registrar.create?.({ url: rotating.url, types, ...(at !== undefined && { at }), form }, api);
    // Some answer with the secret, others show it with the webhook, or by another call.
    const secret = created?.secret ?? (created && (await secretOf(created.registered, { registrar, api })));
    await keepNew(secret, rotating);
  } else {
    await keepNew(await registrar.rotate(ours, {}, api), rotating);
  }
  tell(`${title} signs with the new secret, which is in ${keeper.where}. ${recovery(since)} ${afterwards(keeper)}`);
  return true;
}

async function keepNew(secret: string | undefined, { title, api, keeper }: Rotating): Promise<void> {
  if (secret === undefined)
    throw new Failure(`${title} did not tell the new secret: look it up there, and add it to ${keeper.where}.`);
  api.hide(secret);
  await keeper.add(secret);
}

/** Waits until no instance of the receiver is without the new secret. */
async function untilHeld({ at }: RotationNote, { keeper, tell, wait, now }: Rotating): Promise<void> {
  const left = Date.parse(at) + keeper.delayMs - now().getTime();
  if (left <= 0) return;
  tell(
    `Instances keep what they have looked up for up to ${Math.round(keeper.delayMs / 60_000)} minutes: waiting until ${new Date(now().getTime() + left).toISOString()}. You may interrupt this: nothing is refused, and the next run goes on here.`,
  );
  await wait(left);
}

function afterwards({ afterwards: next }: SecretKeeper): string {
  return next ?? 'Disable the older version once no event is verified by it any more.';
}

function recoverySentence({ provider, missedEvents }: RotateRequest['entry'], since: Date): string {
  if (missedEvents === undefined) return 'Its API lists no events: look at its dashboard for deliveries that failed.';
  return `Then run "npx integrations reconcile ${provider} --since ${since.toISOString()}".`;
}
