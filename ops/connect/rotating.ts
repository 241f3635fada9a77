import type { EventReader } from '../../functions/src/core/inspect/event-reader.ts';
import type { VerifiedReader } from '../../functions/src/core/inspect/verified.ts';
import type { ReconcileReport } from '../../functions/src/core/recover/run-places.ts';
import type { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import type { RotationCapability } from '../../functions/src/core/registration/registrar-capabilities.ts';
import type { Created, Registered, Registrar, Registration } from '../../functions/src/core/registration/registrar.ts';
import { Failure } from '../exit.ts';
import type { Waiting } from './arrival.ts';
import type { RotationNote, RotationNotes } from './rotation-note.ts';
import type { SecretKeeper } from './secret-keeper.ts';

/** Events of a time, from the list of the provider's API. */
export interface RecoverQuery {
  readonly since: Date;
  readonly until: Date;
  /** Whether they are only counted. */
  readonly dryRun: boolean;
}

/** What a rotation calls. */
export interface RotatePorts extends Waiting {
  readonly api: RegistrationApi;
  readonly keeper: SecretKeeper;
  readonly notes: RotationNotes;
  /** Which secret verified events. */
  readonly verified: VerifiedReader;
  readonly events: Pick<EventReader, 'events'>;
  /** Publishes the events of a time as `reconcile` does; undefined if the provider's API lists none. */
  readonly recover: ((query: RecoverQuery) => Promise<ReconcileReport>) | undefined;
  readonly tell: (text: string) => void;
  readonly mayChange: (what: string) => Promise<boolean>;
  /** The URL with an open registration, for a provider that sends the secret to the endpoint. */
  readonly opened: (url: string, secret: string) => string;
}

/** How far a rotation came. */
export interface Rotated {
  readonly isDone: boolean;
  /** What is left to do by hand. */
  readonly steps?: readonly string[];
  /** What was published of the time at which the provider signed with a secret that the receiver did not hold. */
  readonly recovered?: ReconcileReport;
}

/** What became of it. It holds no secret. */
export interface RotateReport extends Rotated {
  readonly provider: string;
  readonly by: RotationCapability['by'];
}

/** A webhook whose secret is being replaced, and with what. */
export interface Rotating extends RotatePorts {
  readonly provider: string;
  /** One of many that the provider has here. */
  readonly account: string | undefined;
  readonly title: string;
  readonly registration: Registration;
  readonly registrar: Registrar;
  readonly ours: Registered;
  /** Others with our URL. */
  readonly others: readonly Registered[];
  /** The secrets that other webhooks sign with, if they have their own. */
  readonly beside: readonly string[];
  /** The URL of another webhook that takes its place. */
  readonly url: string;
  /** Whether nothing is to be changed. */
  readonly isDry: boolean;
  /** Whether the first webhook goes without a look at the log. */
  readonly removesFirst: boolean;
  /** The command that goes on. */
  readonly command: string;
}

/** Nothing was done. */
export const NOT_DONE: Rotated = { isDone: false };
export const DONE: Rotated = { isDone: true };

/** Creates a webhook like the one whose secret is replaced. */
export async function createAnother({ registrar, ours, url, api }: Rotating): Promise<Created | undefined> {
  const { types, at } = ours;
  const { form = {} } = registrar;
  return registrar.create?.({ url, types, ...(at !== undefined && { at }), form }, api);
}

/** Puts a secret that the provider made where the receiver finds it. @throws {Failure} if it was not told. */
export async function keepNew(secret: string | undefined, { title, api, keeper, beside }: Rotating): Promise<void> {
  if (secret === undefined)
    throw new Failure(`${title} did not tell the new secret: look it up there, and add it to ${keeper.where}.`);
  api.hide(secret);
  await keeper.add(secret, beside);
}

/** When no instance of the receiver is without the new secret. */
export function heldAt({ at }: RotationNote, { delayMs }: SecretKeeper): Date {
  return new Date(Date.parse(at) + delayMs);
}

/** Waits until no instance of the receiver is without the new secret. */
export async function untilHeld(note: RotationNote, { keeper, tell, wait, now }: Rotating): Promise<void> {
  const until = heldAt(note, keeper);
  const left = until.getTime() - now().getTime();
  if (left <= 0) return;
  tell(
    `Instances keep what they have looked up for up to ${Math.round(keeper.delayMs / 60_000)} minutes: waiting until ${until.toISOString()}. You may interrupt this: nothing is refused, and the next run goes on here.`,
  );
  await wait(left);
}

/** What is left to do with the older version. */
export function afterwards({ keeper, beside }: Pick<Rotating, 'keeper' | 'beside'>): string {
  if (beside.length > 0) {
    const left = `Other webhooks have their own secrets, so the old one is still among the accepted ones: once no event is verified by it any more, take it out of ${keeper.where}.`;
    return [left, keeper.afterwards].filter((sentence) => sentence !== undefined).join(' ');
  }
  return keeper.afterwards ?? 'Disable the older version once no event is verified by it any more.';
}
