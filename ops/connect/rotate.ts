import { newSecretFor } from '../../functions/src/core/registration/carry-out.ts';
import type { RotationCapability } from '../../functions/src/core/registration/registrar-capabilities.ts';
import type { Registration } from '../../functions/src/core/registration/registrar.ts';
import { isSameUrl } from '../../functions/src/core/registration/same-url.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { Failure } from '../exit.ts';
import { chooseWay, type WayOptions } from './choose-way.ts';
import { sentenceOf } from './provider-error.ts';
import { byReplacing } from './rotate-by-replacing.ts';
import { bySecond } from './rotate-by-second.ts';
import {
  afterwards,
  DONE,
  keepNew,
  NOT_DONE,
  untilHeld,
  type Rotated,
  type RotatePorts,
  type RotateReport,
  type Rotating,
} from './rotating.ts';
import { digestOf, type RotationNote } from './rotation-note.ts';
import { othersHaveSecrets, sharing } from './sharing.ts';

/** What the operator said of it. */
export interface RotateOptions extends WayOptions {
  readonly 'dry-run'?: boolean;
  /** Removes the first of two webhooks without a look at the log. */
  readonly 'remove-first'?: boolean;
}

/** Whose secret is replaced. */
export interface RotateRequest {
  readonly entry: Pick<CatalogEntry, 'provider' | 'title'>;
  readonly registration: Registration;
  readonly url: string;
  /** The account whose webhook it is, if the provider has many here. */
  readonly account?: string | undefined;
  readonly options: RotateOptions;
  /** The command that goes on if this one is cut off: `npx integrations rotate stripe --project my-project`. */
  readonly command: string;
}

/** Replaces the secret of a webhook. It says at every moment what is safe, and goes on where an earlier run was cut off. */
export async function rotate(request: RotateRequest, ports: RotatePorts): Promise<RotateReport> {
  const { entry, registration, options, command } = request;
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
    const { 'dry-run': isDry = false, 'remove-first': removesFirst = false } = options;
    if (isDry && ports.notes.read() !== undefined) {
      ports.tell(`A rotation is under way: "${command}" goes on with it.`);
      return { provider, by: rotation.by, isDone: false };
    }
    const held = await ports.keeper.held();
    for (const secret of held) ports.api.hide(secret);
    const [newest] = held;
    const all = { registration, registrar, url, at: ours.at, ours: [ours, ...others], api: ports.api };
    const isShared = !isDry && (await othersHaveSecrets(all));
    const isOpened = registrar.capabilities.secret.from === 'handshake' && newest !== undefined;
    const rotating: Rotating = {
      ...ports,
      ...(isDry && { mayChange: (what: string) => Promise.resolve(ports.tell(what) ?? false) }),
      provider,
      account: request.account,
      title,
      registration,
      registrar,
      ours,
      others,
      beside: isShared ? held : [],
      url: isOpened ? ports.opened(url, newest) : ours.url,
      isDry,
      removesFirst,
      command,
    };
    const rotated = await RUNS[rotation.by](rotating);
    if (rotated.isDone) ports.notes.clear();
    return { provider, by: rotation.by, ...rotated };
  } catch (error) {
    throw sentenceOf(error, title, ports.api);
  }
}

const RUNS: Readonly<
  Record<Exclude<RotationCapability['by'], 'none' | 'hand'>, (rotating: Rotating) => Promise<Rotated>>
> = {
  us: byUs,
  overlap: byOverlap,
  second: bySecond,
  replaced: byReplacing,
};

/** The receiver holds both before the provider signs with the new one. */
async function byUs(rotating: Rotating): Promise<Rotated> {
  const { title, registration, registrar, ours, api, keeper, notes, tell, mayChange, now } = rotating;
  const { url, at } = ours;
  const all = await sharing({ registration, registrar, url, at, ours: [ours], api });
  const also = all.length === 1 ? '' : `, and ${all.length - 1} more with the same URL`;
  const [newest] = await keeper.held();
  const note = notes.read();
  const isResumed = note !== undefined && newest !== undefined && note.digest === digestOf(newest);
  if (
    !isResumed &&
    !(await mayChange(`This gives the ${registrar.title} of ${title}${also} a new secret, without refusing an event.`))
  ) {
    return NOT_DONE;
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
  tell(`${title} signs with the new secret. Both are accepted. ${afterwards(rotating)}`);
  return DONE;
}

/** The provider signs with both for a while. */
async function byOverlap(rotating: Rotating): Promise<Rotated> {
  const { title, registrar, ours, api, tell, mayChange } = rotating;
  const { rotation } = registrar.capabilities;
  const overlapHours = rotation.by === 'overlap' ? rotation.hours : 0;
  if (!(await mayChange(`This has ${title} make a new secret. It signs with both for ${overlapHours} hours.`)))
    return NOT_DONE;
  await keepNew(await registrar.rotate?.(ours, { overlapHours }, api), rotating);
  tell(`${title} signs with both secrets for ${overlapHours} hours, and both are accepted. ${afterwards(rotating)}`);
  return DONE;
}
