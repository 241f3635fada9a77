import type { Desired, Registered, Registrar, Subscribed } from './registrar.ts';
import { isSameUrl } from './same-url.ts';

/** One difference between what there is and what there should be. */
export type Change =
  | { readonly of: 'types'; readonly added: Subscribed; readonly dropped: Subscribed }
  | { readonly of: 'form'; readonly name: string; readonly from: string | undefined; readonly to: string }
  | { readonly of: 'url'; readonly from: string; readonly to: string }
  /** The provider turned it off, or somebody did. */
  | { readonly of: 'state'; readonly trouble: string | undefined }
  | { readonly of: 'mark' }
  /** It ends soon, and lives on if it is updated. */
  | { readonly of: 'expiry'; readonly at: Date }
  /** The receiver does not hold it: it was shown once, or was never set. */
  | { readonly of: 'secret' };

/** What to do at the provider. */
export type RegistrationPlan = { readonly surplus: readonly Registered[] } & (
  | { readonly does: 'nothing'; readonly which: Registered }
  | { readonly does: 'create' }
  /** Changes it in place. */
  | { readonly does: 'update'; readonly which: Registered; readonly changes: readonly Change[] }
  /** Replaces its secret by the provider's own call, and changes the rest in place. */
  | { readonly does: 'renew'; readonly which: Registered; readonly changes: readonly Change[] }
  | {
      readonly does: 'recreate';
      readonly which: Registered;
      readonly changes: readonly Change[];
      readonly order: 'create first' | 'remove first';
    }
  | { readonly does: 'conflict'; readonly which: Registered }
);

/** What a plan is made of. */
export interface Situation {
  /** What the provider lists. */
  readonly registered: readonly Registered[];
  readonly desired: Desired;
  /** Whether the receiver holds a secret. */
  readonly holdsSecret: boolean;
  /** Default: the time of the machine. */
  readonly now?: Date;
}

/** Compares what there is with what there should be. It changes nothing. */
export function planRegistration(registrar: Registrar, situation: Situation): RegistrationPlan {
  const { registered, desired } = situation;
  const here = registered.filter(({ at }) => desired.at === undefined || at === undefined || at === desired.at);
  const [which, ...surplus] = here.filter(({ url }) => isSameUrl(url, desired.url)).toSorted(byWorth);
  if (which !== undefined) return { ...planFor(registrar, which, situation), surplus };
  return { ...planWithout(registrar, here, situation), surplus: [] };
}

type Planned<Plan> = Plan extends RegistrationPlan ? Omit<Plan, 'surplus'> : never;

/** None has our URL. */
function planWithout(
  registrar: Registrar,
  here: readonly Registered[],
  { desired, now }: Situation,
): Planned<RegistrationPlan> {
  const [which] = here;
  if (registrar.capabilities.unit === 'object' || which === undefined) return { does: 'create' };
  if (which.url !== '' && desired.takeOver !== true) return { does: 'conflict', which };
  const url: Change = { of: 'url', from: which.url, to: desired.url };
  return { does: 'update', which, changes: [url, ...changesOf(registrar, which, desired, now)] };
}

function planFor(
  registrar: Registrar,
  which: Registered,
  { desired, holdsSecret, now }: Situation,
): Planned<RegistrationPlan> {
  const { secret, changes: can, refusesDuplicates, unit } = registrar.capabilities;
  const isLost = (secret.from === 'created' || secret.from === 'handshake') && !holdsSecret;
  const isUnset = secret.from === 'us' && !holdsSecret;
  const changes = [...changesOf(registrar, which, desired, now), ...(isUnset ? [{ of: 'secret' } as const] : [])];
  const all: readonly Change[] = isLost ? [...changes, { of: 'secret' }] : changes;
  const isPossible = registrar.update !== undefined && changes.every((change) => canMake(change, can));
  const isRenewable = isLost && registrar.rotate !== undefined && registrar.capabilities.rotation.by !== 'second';
  if (all.length === 0) return { does: 'nothing', which };
  if (unit === 'attribute') return { does: 'update', which, changes };
  if (isRenewable && (isPossible || changes.length === 0)) return { does: 'renew', which, changes: all };
  // A mark alone is not worth another webhook.
  if (!isLost && changes.every(({ of }) => of === 'mark') && !isPossible) return { does: 'nothing', which };
  if (isPossible && !isLost) return { does: 'update', which, changes };
  return { does: 'recreate', which, changes: all, order: refusesDuplicates ? 'remove first' : 'create first' };
}

/** Which of several with our URL is kept: one that is on, then ours, then the one that the provider lists first. */
function byWorth(one: Registered, other: Registered): number {
  const worth = ({ isOn, isMarked }: Registered) => (isOn ? 2 : 0) + (isMarked ? 1 : 0);
  return worth(other) - worth(one);
}

/** One with less left is extended: it may be a week until somebody connects again. */
const EXTENDED_MS = 6 * 24 * 60 * 60_000;

/** Every difference but those of the URL and the secret. */
export function changesOf(
  { capabilities, form = {} }: Registrar,
  which: Registered,
  desired: Desired,
  now = new Date(),
): Change[] {
  const types = capabilities.types.are === 'everything' ? undefined : typesChange(which.types, desired.types);
  const forms = Object.entries({ ...form, ...desired.form }).flatMap(([name, to]): readonly Change[] => {
    const from = which.form?.[name];
    return from === to ? [] : [{ of: 'form', name, from, to }];
  });
  return [
    ...(which.isOn ? [] : [{ of: 'state', trouble: which.trouble } as const]),
    ...(types === undefined ? [] : [types]),
    ...forms,
    ...(which.isMarked || !capabilities.marks ? [] : [{ of: 'mark' } as const]),
    ...(capabilities.extends === true ? expiryOf(which, now) : []),
  ];
}

function expiryOf({ expiresAt: at }: Registered, now: Date): Change[] {
  return at !== undefined && at.getTime() - now.getTime() < EXTENDED_MS ? [{ of: 'expiry', at }] : [];
}

function typesChange(from: Subscribed, to: Subscribed): Change | undefined {
  if (from === 'all' && to === 'all') return undefined;
  const added = to === 'all' ? to : to.filter((type) => from !== 'all' && !from.includes(type));
  const dropped = from === 'all' ? from : from.filter((type) => to !== 'all' && !to.includes(type));
  return added.length === 0 && dropped.length === 0 ? undefined : { of: 'types', added, dropped };
}

function canMake(change: Change, can: Registrar['capabilities']['changes']): boolean {
  switch (change.of) {
    case 'types':
      return can.types;
    case 'url':
      return can.url;
    case 'state':
      return can.state;
    case 'form':
      return can.form.includes(change.name);
    case 'mark':
    case 'expiry':
    case 'secret':
      return true;
  }
}
