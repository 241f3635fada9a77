import { carryOut, newSecretFor } from '../../functions/src/core/registration/carry-out.ts';
import type { RegistrationApi } from '../../functions/src/core/registration/registration-api.ts';
import { planRegistration, type RegistrationPlan } from '../../functions/src/core/registration/registration-plan.ts';
import type {
  Desired,
  OwnTopic,
  Registered,
  Registrar,
  Registration,
} from '../../functions/src/core/registration/registrar.ts';
import type { EventReader } from '../../functions/src/core/inspect/event-reader.ts';
import type { CatalogEntry } from '../../functions/src/generated/catalog.ts';
import { Failure } from '../exit.ts';
import { arrivalOf, type Arrival, type Waiting } from './arrival.ts';
import { subscriptionsFor, wantedTypes, type TypeOptions } from './choose-types.ts';
import { numbered } from './by-hand.ts';
import { chooseWay, type ChosenWay, type WayOptions } from './choose-way.ts';
import { sentenceOf } from './provider-error.ts';
import { saidOf, wordOf } from './said.ts';
import type { SecretKeeper } from './secret-keeper.ts';
import { othersHaveSecrets } from './sharing.ts';

/** What the operator asked for. */
export interface ConnectOptions extends TypeOptions, WayOptions {
  readonly 'dry-run': boolean;
  readonly 'take-over': boolean;
  readonly wait: boolean;
}

/** What is connected. */
export interface ConnectRequest {
  readonly entry: CatalogEntry;
  readonly registration: Registration;
  /** Where the provider has to send events. */
  readonly url: string;
  /** Where it may publish them instead. */
  readonly topic?: OwnTopic | undefined;
  readonly options: ConnectOptions;
}

/** What connecting calls. */
export interface ConnectPorts extends Waiting {
  readonly api: RegistrationApi;
  readonly keeper: SecretKeeper;
  readonly events: EventReader;
  /** Takes what people see meanwhile. */
  readonly tell: (text: string) => void;
  /** Asks before something is changed. */
  readonly mayChange: (what: string) => Promise<boolean>;
  /** The URL with an open registration, for a provider that sends the secret to the endpoint. */
  readonly opened: (url: string, secret: string) => string;
}

/** What became of it. It holds no secret. */
export interface ConnectReport {
  readonly provider: string;
  readonly way: string;
  readonly url: string;
  readonly id?: string;
  readonly does: string;
  /** Whether nothing is left to do. */
  readonly isDone: boolean;
  /** `kept`: the receiver held it before. */
  readonly secret: 'added' | 'kept' | 'none';
  /** The event that was waited for. */
  readonly event?: Arrival | undefined;
}

/** Twice as long as a function remembers that a look-up failed. */
const FORGOTTEN_MS = 10_000;
const TEST_WAIT_MS = 120_000;
/** Nobody knows when something happens at the provider. */
const REAL_WAIT_MS = 30 * 60_000;

/** Has the provider send its events here: compares, asks, changes, keeps the secret, and proves the way. */
export async function connect(request: ConnectRequest, ports: ConnectPorts): Promise<ConnectReport> {
  const { entry, registration, options } = request;
  const { api, keeper, tell } = ports;
  try {
    const wanted = wantedTypes(entry, options);
    const chosen = await chooseWay(registration, request.url, { ...options, topic: request.topic }, api);
    const { registrar, at, registered, url } = chosen;
    const { types, missing } = await subscriptionsFor(wanted, registrar, api);
    if (missing.length > 0) tell(`The ${registrar.title} cannot send ${missing.join(', ')}.`);
    const held = await keeper.held();
    for (const secret of held) api.hide(secret);
    const desired = {
      url,
      types,
      ...(at !== undefined && { at }),
      form: registrar.form ?? {},
      takeOver: options['take-over'],
    };
    const situation = { registered, desired, holdsSecret: held.length > 0, now: ports.now() };
    const plan = planRegistration(registrar, situation);
    const report = reportOf(entry, chosen, plan);
    tell(saidOf(plan, registrar));
    for (const { id } of plan.surplus) tell(`${id} has the same URL, so each event comes twice: remove one of them.`);
    if (plan.does === 'conflict') throw new Failure(`Nothing was changed. To replace that URL, add --take-over.`);
    if (options['dry-run']) return { ...report, isDone: plan.does === 'nothing' };
    if (plan.does !== 'nothing' && !(await ports.mayChange(`${saidOf(plan, registrar)}\n`))) return report;
    const since = ports.now();
    const done = await carriedOut(plan, { registration, registrar, desired, held, ports });
    if (done.secret === 'added') tell(`The secret is in ${keeper.where}. ${keeper.afterwards ?? ''}`.trimEnd());
    const steps = secretSteps(registrar, done.secret);
    if (steps !== undefined) {
      tell(`Events are refused until what signs them is in ${keeper.where}:\n${numbered(steps)}`);
      return { ...report, id: done.registered.id };
    }
    const proven = await proof(request, { registrar, registered: done.registered, since }, ports);
    return { ...report, id: done.registered.id, secret: done.secret, ...proven };
  } catch (error) {
    throw sentenceOf(error, entry.title, api);
  }
}

function reportOf(
  { provider }: CatalogEntry,
  { registrar: { name }, url }: ChosenWay,
  plan: RegistrationPlan,
): ConnectReport {
  return {
    provider,
    way: name,
    url,
    ...('which' in plan && { id: plan.which.id }),
    does: wordOf(plan),
    isDone: false,
    secret: 'none',
  };
}

interface Doing {
  readonly registration: Registration;
  readonly registrar: Registrar;
  readonly desired: Desired;
  readonly held: readonly string[];
  readonly ports: ConnectPorts;
}

interface Done {
  readonly registered: Registered;
  readonly secret: ConnectReport['secret'];
}

async function carriedOut(
  plan: RegistrationPlan,
  { registration, registrar, desired, held, ports }: Doing,
): Promise<Done> {
  const { api, keeper } = ports;
  const { from } = registrar.capabilities.secret;
  const known = new Set(held);
  let isAdded = false;
  const ours = 'which' in plan ? [plan.which] : [];
  const owner = { registration, registrar, url: desired.url, at: desired.at, ours, api };
  // A webhook that is created now would be one of the others, were they looked for later on.
  let isShared = createsOne(plan) ? await othersHaveSecrets(owner) : undefined;
  const keep = async (secret: string) => {
    if (known.has(secret)) return;
    isShared ??= await othersHaveSecrets(owner);
    await keeper.add(secret, isShared ? [...known] : []);
    known.add(secret);
    isAdded = true;
  };
  // Such a secret is there before anything relies on it: it is ours, or it signs the open registration.
  const isMadeHere = from === 'us' || (from === 'handshake' && plan.does !== 'nothing');
  const [newest = isMadeHere ? newSecretFor(registrar) : undefined] = held;
  if (isMadeHere && newest !== undefined) {
    api.hide(newest);
    await keep(newest);
    // The function remembers for a few seconds that there was none, and the provider asks while the webhook is created.
    if (from === 'handshake' && held.length === 0) await ports.wait(FORGOTTEN_MS);
  }
  const secret = from === 'us' ? newest : undefined;
  const url = from === 'handshake' && newest !== undefined ? ports.opened(desired.url, newest) : desired.url;
  const whole = { ...desired, url, ...(secret !== undefined && { secret }) };
  const registered = await carryOut(plan, { registrar, desired: whole, api, keep });
  return { registered, secret: isAdded ? 'added' : known.size > 0 ? 'kept' : 'none' };
}

function createsOne({ does }: RegistrationPlan): boolean {
  return does === 'create' || does === 'recreate';
}

/** The steps to the secret of an account that the API does not tell and the receiver does not hold. */
function secretSteps(
  { capabilities: { secret } }: Registrar,
  held: ConnectReport['secret'],
): readonly string[] | undefined {
  return secret.from === 'account' && held === 'none' ? secret.steps : undefined;
}

interface Proving {
  readonly registrar: Registrar;
  readonly registered: Registered;
  readonly since: Date;
}

/** Has the provider send a test event, or waits for a real one, if that is asked for. */
async function proof(
  { entry, options }: ConnectRequest,
  { registrar, registered, since }: Proving,
  ports: ConnectPorts,
): Promise<Pick<ConnectReport, 'isDone' | 'event'>> {
  const { provider, title } = entry;
  const { api, events, tell } = ports;
  const isTested = registrar.capabilities.test === 'verified' && registrar.test !== undefined;
  const test = isTested ? await registrar.test?.(registered, api) : undefined;
  if (test === undefined && !options.wait) {
    tell(
      `${title} has no test event that could prove the way: ${whyUntested(registrar)}. Add --wait to wait for the first real event.`,
    );
    return { isDone: true };
  }
  tell(test === undefined ? `Waiting for the first event of ${title} …` : `Waiting for the test event ${test.type} …`);
  const sent = test?.id === undefined ? { ...(test !== undefined && { type: test.type }) } : { id: test.id };
  const waitMs = test === undefined ? REAL_WAIT_MS : TEST_WAIT_MS;
  const event = await arrivalOf({ provider, ...sent, since, waitMs }, events, ports);
  return { isDone: event?.status === 'handled', event };
}

function whyUntested({ capabilities: { test } }: Registrar): string {
  if (test === 'none') return 'the API sends none';
  return test === 'unverifiable'
    ? 'the one that it sends is refused, as it has to be'
    : 'one that is made up would look like a real one to the sagas';
}
