import { REGISTRATION, registrationOf } from '../../core/integration/registration.ts';
import { carryOut, newSecretFor } from '../../core/registration/carry-out.ts';
import { RegistrationApi } from '../../core/registration/registration-api.ts';
import { planRegistration, type RegistrationPlan } from '../../core/registration/registration-plan.ts';
import type { Desired, Registered, Registrar, Registration } from '../../core/registration/registrar.ts';
import { FakeListApi } from '../lister/fake-list-api.ts';
import { withApiKey } from '../service-sources.ts';
import type { FakeRegistrations } from './fake-registrations.ts';

export const OUR_URL = 'https://europe-west1-acme.cloudfunctions.net/webhook';

/** What {@link testRegistrar} is given of a provider. */
export interface RegistrarWorld {
  readonly registration: Registration;
  /** The way to test; the only one by default. */
  readonly way?: string;
  readonly fake: () => FakeRegistrations;
  /** Three native types of events that the provider has, in different subscriptions. */
  readonly types: readonly [string, string, string];
  /** The place of our webhook, if the provider has places. */
  readonly at?: string;
  /** What the fake accepts. */
  readonly apiKey: string;
  /** What it refuses. Default: the right one with something behind it. */
  readonly wrongKey?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** How many webhooks of others there may be. Default: more than a page holds. */
  readonly others?: number;
  /** Why the attribute always has a URL, as the registrar says it. */
  readonly cannotBeRemoved?: string;
}

/** A provider with a fake API, and a receiver that keeps its secrets. */
export class RegistrarRun implements AsyncDisposable {
  readonly fake: FakeRegistrations;
  readonly http: FakeListApi;
  readonly registrar: Registrar;
  /** The secrets of the receiver, newest first. */
  readonly kept: string[] = [];
  readonly #world: RegistrarWorld;

  private constructor(world: RegistrarWorld, fake: FakeRegistrations, http: FakeListApi) {
    this.#world = world;
    this.fake = fake;
    this.http = http;
    this.registrar = registrarOf(world);
    fake.receivedBy?.(() => this.kept);
  }

  static async start(world: RegistrarWorld): Promise<RegistrarRun> {
    const fake = world.fake();
    return new RegistrarRun(world, fake, await FakeListApi.start((request) => fake.answer(request)));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.http[Symbol.asyncDispose]();
  }

  api(apiKey = this.#world.apiKey): RegistrationApi {
    return new RegistrationApi(this.#world.registration.integration.provider, {
      services: withApiKey(apiKey, this.#world.variables),
      fetch: this.http.fetch,
      wait: () => Promise.resolve(),
    });
  }

  list(): Promise<readonly Registered[]> {
    return this.registrar.list(this.api(), this.#world.at);
  }

  /** What `connect` does: lists, plans, carries out. @returns the plan. */
  async connect(wanted: Wanted = {}, api: RegistrationApi = this.api()): Promise<RegistrationPlan> {
    const { registrar } = this;
    const holdsSecret = this.kept.length > 0;
    const desired = await this.#desired(wanted);
    const registered = await registrar.list(api, desired.at);
    const plan = planRegistration(registrar, { registered, desired, holdsSecret });
    await carryOut(plan, { registrar, desired, api, keep: (secret) => this.keep(secret) });
    return plan;
  }

  /** As adding a version to Secret Manager, unless it is the newest already. */
  keep(secret: string): Promise<void> {
    if (this.kept[0] !== secret) this.kept.unshift(secret);
    return Promise.resolve();
  }

  async #desired({ types = this.#world.types.slice(0, 2), takeOver = false }: Wanted): Promise<Desired> {
    const { registrar } = this;
    const { at } = this.#world;
    const { from } = registrar.capabilities.secret;
    const isOurs = from === 'us';
    if ((isOurs || from === 'handshake') && this.kept.length === 0) await this.keep(newSecretFor(registrar));
    const [secret] = this.kept;
    return {
      url: from === 'handshake' ? this.#opened(secret) : urlOf(registrar),
      types: subscriptionsOf(registrar, types),
      ...(at !== undefined && { at }),
      ...(isOurs && secret !== undefined && { secret }),
      form: registrar.form ?? {},
      takeOver,
    };
  }

  /** With a registration that is open, as the operator's command makes it. */
  #opened(secret = ''): string {
    const url = new URL(urlOf(this.registrar));
    const { provider } = this.#world.registration.integration;
    url.searchParams.set(REGISTRATION, registrationOf(provider, secret, new Date(Date.now() + 600_000)));
    return url.href;
  }
}

interface Wanted {
  /** Native types. Default: the first two of the world's. */
  readonly types?: readonly string[];
  readonly takeOver?: boolean;
}

/** The way that is tested. */
export function registrarOf({ registration, way }: RegistrarWorld): Registrar {
  const found = registration.ways.find(({ name }) => way === undefined || name === way);
  if (found === undefined) throw new Error(`There is no way "${way}".`);
  return found;
}

/** Where our events go. */
export function urlOf(registrar: Registrar): string {
  return registrar.addressOf?.({ project: 'acme', name: 'events-1' }) ?? OUR_URL;
}

/** What the API calls native types. */
export function subscriptionsOf(registrar: Registrar, types: readonly string[]): readonly string[] {
  return registrar.subscriptions?.(types) ?? types;
}
