import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../core/event/json.ts';
import { objectsAt, textAt } from '../../core/recover/answers.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { FakeRestApi, type FakeSettings } from '../../testing/registrar/fake-rest-api.ts';
import { testRegistrar } from '../../testing/registrar/registrar-conformance.ts';
import { OUR_URL, RegistrarRun, type RegistrarWorld } from '../../testing/registrar/registrar-world.ts';
import { paypalRegistration } from './registration.ts';

const CLIENT = 'AeA1QIZXiflr1_-r0U2UbWTziOWX1GRQer5jkUq4ZfWT';
const SECRET = 'EPzaQ6mbUS4qnqX6QXwZKFDvb6HOyqWlr3ZvLbk9dXXn';
const TOKEN = 'A21AAFEpH4PsADK7qSS7pSRsgzfENtu-Q1ysgEDVDESse';
const HOST = 'https://api-m.sandbox.paypal.com';
const BASIC = `Basic ${Buffer.from(`${CLIENT}:${SECRET}`).toString('base64')}`;
const TYPES = ['*', 'PAYMENT.CAPTURE.COMPLETED', 'PAYMENT.CAPTURE.REFUNDED', 'CUSTOMER.DISPUTE.CREATED'];

/** PayPal's webhooks: a change is a JSON patch of what exists, a URL is refused twice, and the id is what verifies. */
class FakePaypal extends FakeRestApi {
  constructor() {
    super({
      url: `${HOST}/v1/notifications/webhooks`,
      authorization: `Bearer ${TOKEN}`,
      changesBy: 'PATCH',
      idOf: (number) => `5GP028458E24965${number}`,
      makesSecret: (number) => `5GP028458E24965${number}`,
      isNeverOff: true,
      read: (body, before) => {
        const types = objectsAt(body, '/event_types').flatMap((type) => textAt(type, '/name') ?? []);
        const read =
          before === undefined ? settingsOf(textAt(body, '/url') ?? '', types) : patched(body, before.settings);
        return read.types.length > 0 && read.types.every((type) => TYPES.includes(type)) ? read : 'VALIDATION_ERROR';
      },
      refuses: ({ url }, others) => {
        if (others.some(({ settings }) => settings.url === url))
          return { status: 400, message: 'WEBHOOK_URL_ALREADY_EXISTS' };
        return others.length >= 10 ? { status: 400, message: 'WEBHOOK_NUMBER_LIMIT_EXCEEDED' } : undefined;
      },
      show: ({ id, settings: { url, types } }) => ({
        id,
        url,
        event_types: types.map((name) => ({ name })),
        links: [],
      }),
      list: ({ shown }) => ({ webhooks: shown }),
    });
  }

  override answer(request: ListRequest): ListAnswer {
    const { method, url, headers, body } = request;
    if (url.href === `${HOST}/v1/oauth2/token`) {
      const isRight = method === 'POST' && headers.authorization === BASIC && textAt(body, '/grant_type') !== undefined;
      return isRight
        ? { body: { access_token: TOKEN, expires_in: 32_400 } }
        : { status: 401, body: { error: 'invalid_client' } };
    }
    if (url.href === `${HOST}/v1/notifications/simulate-event`) {
      this.tests++;
      return { status: 202, body: { id: '8PT597110X687430LKGECATA' } };
    }
    // A JSON patch is a list, which the fake takes as an object of its operations.
    const operations = Array.isArray(body) ? Object.fromEntries(body.filter(isJsonObject).entries()) : body;
    return super.answer({ ...request, body: operations });
  }
}

function settingsOf(url: string, types: readonly string[]): FakeSettings {
  return { url, types, isOn: true, name: '' };
}

function patched(operations: Record<string, unknown>, before: FakeSettings): FakeSettings {
  return Object.values(operations).reduce<FakeSettings>((settings, one) => {
    const path = textAt(one, '/path');
    if (textAt(one, '/op') !== 'replace') return settingsOf('', []);
    if (path === '/url') return { ...settings, url: textAt(one, '/value') ?? '' };
    return { ...settings, types: objectsAt(one, '/value').flatMap((type) => textAt(type, '/name') ?? []) };
  }, before);
}

const world: RegistrarWorld = {
  registration: paypalRegistration,
  fake: () => new FakePaypal(),
  types: ['PAYMENT.CAPTURE.COMPLETED', 'PAYMENT.CAPTURE.REFUNDED', 'CUSTOMER.DISPUTE.CREATED'],
  apiKey: `${CLIENT}:${SECRET}:sandbox`,
};

testRegistrar(world);

describe("PayPal's webhook", () => {
  it('is there once after a creation that was done and answered with 500', async () => {
    await using run = await RegistrarRun.start(world);
    // A token comes before each of them: the list, the list before the creation, and the creation.
    run.http.faults.set(6, 'done, then 500');
    await run.connect();
    expect(run.fake.held().map(({ url, id }) => [url, id])).toEqual([[OUR_URL, run.kept[0]]]);
  });

  it('gets every type by the asterisk', async () => {
    await using run = await RegistrarRun.start(world);
    await run.registrar.create?.({ url: OUR_URL, types: 'all', form: {} }, run.api());
    expect(run.fake.held()[0]?.types).toEqual(['*']);
    expect((await run.list())[0]?.types).toBe('all');
  });
});
