import { generateKeyPairSync, verify } from 'node:crypto';
import { expect, it } from 'vitest';
import { isJsonObject, isText } from '../../core/event/json.ts';
import { RegistrationApi } from '../../core/registration/registration-api.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import type { FakeRegistrations, HeldWebhook, Planted } from '../../testing/registrar/fake-registrations.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { NO_KEYS } from '../../testing/service-sources.ts';
import { githubRegistration } from './registration.ts';

const KEY = 'ghp_1';
const AT = 'repos/acme/shop';
const PAGE = 10;

interface Hook {
  readonly id: number;
  readonly name: 'web';
  active: boolean;
  events: readonly string[];
  config: Readonly<Record<string, unknown>>;
}

/** The hooks of a repository: 422 to a second one with one URL, never a secret, and a `config` is replaced whole. */
class FakeHooks implements FakeRegistrations {
  tests = 0;
  readonly #failed: { readonly hook: number; readonly at: Date }[] = [];
  readonly #hooks: Hook[] = [];
  #count = 0;

  answer({ method, url, headers, body }: ListRequest): ListAnswer {
    if (headers.authorization !== `Bearer ${KEY}`) return { status: 401, body: { message: 'Bad credentials' } };
    const [, id, action] =
      /^\/repos\/acme\/shop\/hooks(?:\/(\d+))?(?:\/(config|pings|deliveries))?$/.exec(url.pathname) ?? [];
    if (url.host !== 'api.github.com' || !url.pathname.startsWith(`/${AT}/hooks`)) return NOT_FOUND;
    const asked = isJsonObject(body) ? body : {};
    if (id === undefined) return method === 'POST' ? this.#create(asked) : this.#page(url.searchParams);
    const hook = this.#hooks.find((one) => one.id === Number(id));
    if (hook === undefined) return NOT_FOUND;
    if (method === 'DELETE') {
      this.#hooks.splice(this.#hooks.indexOf(hook), 1);
      return { status: 204, text: '' };
    }
    if (action === 'pings') {
      this.tests++;
      return { status: 204, text: '' };
    }
    if (action === 'deliveries')
      return { body: [DELIVERED, ...this.#failed.filter((one) => one.hook === hook.id).map(failed)] };
    if (action === 'config') hook.config = { ...hook.config, ...asked };
    else if (method === 'PATCH') change(hook, asked);
    return { body: shown(hook) };
  }

  plant({ url, types, isOn = true }: Planted): string {
    const config = { url, content_type: 'form', insecure_ssl: '0', secret: `made by hand ${this.#count}` };
    return String(this.#add({ active: isOn, events: types, config }).id);
  }

  turnOff(id: string): void {
    for (const hook of this.#hooks) if (String(hook.id) === id) hook.active = false;
  }

  failDelivery(id: string, at: Date): void {
    this.#failed.push({ hook: Number(id), at });
  }

  held(): readonly HeldWebhook[] {
    return this.#hooks.map(({ id, events, active, config }) => ({
      id: String(id),
      url: String(config['url']),
      types: events,
      isOn: active,
      isMarked: false,
      secret: isText(config['secret']) ? config['secret'] : undefined,
    }));
  }

  #create(asked: Readonly<Record<string, unknown>>): ListAnswer {
    const config = isJsonObject(asked['config']) ? asked['config'] : {};
    if (this.#hooks.some((one) => one.config['url'] === config['url'])) {
      const errors = [{ resource: 'Hook', code: 'custom', message: 'Hook already exists on this repository' }];
      return { status: 422, body: { message: 'Validation Failed', errors } };
    }
    const hook = this.#add({ active: asked['active'] === true, events: textsIn(asked['events']), config });
    return { status: 201, body: shown(hook) };
  }

  #add(facts: Omit<Hook, 'id' | 'name'>): Hook {
    const hook: Hook = { id: ++this.#count, name: 'web', ...facts };
    this.#hooks.push(hook);
    return hook;
  }

  #page(query: URLSearchParams): ListAnswer {
    const page = Number(query.get('page') ?? 1);
    const link = `<https://api.github.com/${AT}/hooks?page=${page + 1}>; rel="next"`;
    const body = this.#hooks.slice((page - 1) * PAGE, page * PAGE).map(shown);
    return { body, ...(page * PAGE < this.#hooks.length && { headers: { link } }) };
  }
}

const DELIVERED = { id: 1, delivered_at: '2026-11-29T00:00:00Z', status: 'OK', status_code: 200 } as const;

function failed({ at }: { readonly at: Date }): object {
  return { id: 2, delivered_at: at.toISOString(), status: 'Service Unavailable', status_code: 503 };
}

const NOT_FOUND = { status: 404, body: { message: 'Not Found' } } as const;

function change(hook: Hook, asked: Readonly<Record<string, unknown>>): void {
  if (typeof asked['active'] === 'boolean') hook.active = asked['active'];
  if (Array.isArray(asked['events'])) hook.events = textsIn(asked['events']);
  if (isJsonObject(asked['config'])) hook.config = asked['config'];
}

function shown({ config, ...hook }: Hook): object {
  return { ...hook, config: { ...config, ...('secret' in config && { secret: '********' }) } };
}

function textsIn(value: unknown): readonly string[] {
  const elements: readonly unknown[] = Array.isArray(value) ? value : [];
  return elements.filter(isText);
}

/** The hook of an app, which shows itself to an app alone. */
class FakeApp implements FakeRegistrations {
  readonly #failed: { readonly at: Date }[] = [];
  #config: Readonly<Record<string, unknown>> = { url: '', content_type: 'form', insecure_ssl: '0' };

  answer({ method, url, headers, body }: ListRequest): ListAnswer {
    if (!isApp(headers.authorization ?? ''))
      return { status: 401, body: { message: 'A JSON web token could not be decoded' } };
    if (url.pathname === '/app/hook/deliveries') return { body: [DELIVERED, ...this.#failed.map(failed)] };
    if (url.pathname !== '/app/hook/config') return NOT_FOUND;
    if (method === 'PATCH' && isJsonObject(body)) this.#config = { ...this.#config, ...body };
    const { secret, ...shownConfig } = this.#config;
    return { body: { ...shownConfig, ...(secret !== undefined && { secret: '********' }) } };
  }

  plant({ url }: Planted): string {
    this.#config = { ...this.#config, url, secret: 'made by hand' };
    return 'app';
  }

  failDelivery(_id: string, at: Date): void {
    this.#failed.push({ at });
  }

  held(): readonly HeldWebhook[] {
    const { url, secret } = this.#config;
    if (!isText(url)) return [];
    return [{ id: 'app', url, types: [], isOn: true, isMarked: false, secret: isText(secret) ? secret : undefined }];
  }
}

const APP = generateKeyPairSync('rsa', { modulusLength: 2048 });
const OTHER = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Whether a request shows a token that the app has signed. */
function isApp(authorization: string): boolean {
  const [head = '', claims = '', signature = ''] = authorization.replace('Bearer ', '').split('.');
  const { iss } = JSON.parse(Buffer.from(claims, 'base64url').toString() || '{}');
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    APP.publicKey,
    Buffer.from(signature, 'base64url'),
  );
  return isSigned && iss === '123';
}

testRegistrar({
  registration: githubRegistration,
  way: 'app',
  fake: () => new FakeApp(),
  types: ['release.published', 'push', 'issues.opened'],
  at: 'app',
  apiKey: APP.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  wrongKey: OTHER.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  variables: { GITHUB_APP_ID: '123' },
});

testRegistrar({
  registration: githubRegistration,
  fake: () => new FakeHooks(),
  types: ['release.published', 'push', 'issues.opened'],
  at: AT,
  apiKey: KEY,
});

it.each([
  ['webhook', 'repos/acme/shop/hooks/12,orgs/acme/hooks/7,app', ['repos/acme/shop', 'orgs/acme']],
  ['app', 'repos/acme/shop/hooks/12,app', ['app']],
  ['app', 'repos/acme/shop/hooks/12', []],
  ['webhook', undefined, []],
])('the places of the %s are those that GITHUB_HOOKS names: %s', async (name, hooks, places) => {
  const way = githubRegistration.ways.find((one) => one.name === name);
  const services = { ...NO_KEYS, variable: () => hooks };
  expect(await way?.places?.discover?.(new RegistrationApi('github', { services }))).toEqual(places);
});
