import { randomBytes } from 'node:crypto';
import { IntegrationError } from '../event/errors.ts';
import { ApiRefusal } from '../logic/api-request.ts';
import { isBroken } from '../recover/listing-api.ts';
import type { RegistrationApi } from './registration-api.ts';
import { changesOf, type RegistrationPlan } from './registration-plan.ts';
import type { Created, Desired, Registered, Registrar } from './registrar.ts';
import { isSameUrl } from './same-url.ts';

/** Keeps a secret where the receiver finds it. It is called before anything relies on the secret. */
export type KeepSecret = (secret: string) => Promise<void>;

/** What a plan is carried out with. */
export interface Carrying {
  readonly registrar: Registrar;
  readonly desired: Desired;
  readonly api: RegistrationApi;
  readonly keep: KeepSecret;
}

/** Carries a plan out. @returns the webhook that there is now. @throws {IntegrationError} `bad-config` for a conflict. */
export async function carryOut(plan: RegistrationPlan, carrying: Carrying): Promise<Registered> {
  const { registrar, desired, api } = carrying;
  switch (plan.does) {
    case 'nothing':
      await keepRead(plan.which, carrying);
      return plan.which;
    case 'create':
      return createOne(carrying);
    case 'update':
      await updateOne(plan.which, carrying);
      return current(plan.which, carrying);
    case 'renew': {
      const secret = await registrar.rotate?.(plan.which, {}, api);
      if (secret !== undefined) await keepSeen(secret, carrying);
      if (plan.changes.some(({ of }) => of !== 'secret')) await registrar.update?.(plan.which, desired, api);
      return current(plan.which, carrying);
    }
    case 'recreate':
      return recreate(plan, carrying);
    case 'conflict':
      throw new IntegrationError('bundle', 'bad-config', `${plan.which.url} is registered there, which is not ours.`);
  }
}

async function updateOne(which: Registered, carrying: Carrying): Promise<void> {
  const { registrar, desired, api } = carrying;
  await registrar.update?.(which, desired, api);
  await keepRead(which, carrying);
}

async function recreate(
  { which, order }: Extract<RegistrationPlan, { does: 'recreate' }>,
  carrying: Carrying,
): Promise<Registered> {
  const { registrar, api } = carrying;
  if (order === 'remove first') await registrar.remove(which, api);
  const created = await createOne(carrying);
  if (order === 'create first') await registrar.remove(which, api);
  return created;
}

/** Creates a webhook and keeps its secret. If the secret cannot be kept, the webhook is removed again: it would be useless. */
async function createOne(carrying: Carrying): Promise<Registered> {
  const { registrar, api } = carrying;
  const { registered, secret } = await createCertainly(carrying);
  try {
    if (secret !== undefined) await keepSeen(secret, carrying);
    else await keepRead(registered, carrying);
  } catch (error) {
    await registrar.remove(registered, api);
    throw error;
  }
  return registered;
}

/** Creates a webhook, whatever becomes of the answer: one that was created by a request that failed is used or removed. */
async function createCertainly(carrying: Carrying): Promise<Created> {
  const { registrar, desired, api } = carrying;
  const create = async () => {
    if (registrar.create === undefined) throw new TypeError(`${registrar.title} cannot be created.`);
    return registrar.create(desired, api);
  };
  const before = new Set((await registrar.list(api, desired.at)).map(({ id }) => id));
  try {
    return await create();
  } catch (error) {
    if (!mayBeDone(error)) throw error;
    const created = (await registrar.list(api, desired.at)).find(
      ({ id, url }) => !before.has(id) && isSameUrl(url, desired.url),
    );
    if (created === undefined) throw error;
    // Its secret was in the answer that did not arrive.
    const { from } = registrar.capabilities.secret;
    if (from !== 'created' && from !== 'handshake') {
      // One that consists of several objects may lack some.
      if (changesOf(registrar, created, desired).length > 0) await registrar.update?.(created, desired, api);
      return { registered: await current(created, carrying) };
    }
    await registrar.remove(created, api);
    return create();
  }
}

/** Whether the provider may have done what it was asked for, although no answer says so. */
function mayBeDone(error: unknown): boolean {
  if (error instanceof ApiRefusal) return error.status >= 500;
  if (isBroken(error)) return true;
  // An SDK's error of a connection has no status.
  if (!(error instanceof Error) || !('statusCode' in error)) return false;
  return typeof error.statusCode !== 'number' || error.statusCode >= 500;
}

/** Keeps what the provider holds the webhook's secret to be, if the API says it at any time. */
async function keepRead(registered: Registered, carrying: Carrying): Promise<void> {
  const secret = await secretOf(registered, carrying);
  if (secret !== undefined) await keepSeen(secret, carrying);
}

/** The secret of a webhook as its provider tells it; undefined if it does not. */
export async function secretOf(
  registered: Registered,
  { registrar, api }: Pick<Carrying, 'registrar' | 'api'>,
): Promise<string | undefined> {
  const { from } = registrar.capabilities.secret;
  if (from === 'id') return registered.id;
  if (from !== 'read' && from !== 'account') return undefined;
  return registered.secret ?? registrar.readSecret?.(registered, api);
}

async function keepSeen(secret: string, { api, keep }: Carrying): Promise<void> {
  api.hide(secret);
  await keep(secret);
}

/** The webhook as the provider lists it now. */
async function current(which: Registered, { registrar, api, desired }: Carrying): Promise<Registered> {
  const listed = await registrar.list(api, desired.at);
  // The id of one that consists of several objects changes with them.
  return listed.find(({ id }) => id === which.id) ?? listed.find(({ url }) => isSameUrl(url, desired.url)) ?? which;
}

const SECRET_BYTES = 32;

/** A new secret, if we choose it. */
export function newSecretFor({ capabilities: { secret } }: Registrar): string {
  const make = secret.from === 'us' ? secret.make : undefined;
  return make?.() ?? randomBytes(SECRET_BYTES).toString('hex');
}
