import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { valueAt } from '../../core/event/json-pointer.ts';
import { isSignedWith, parseToken } from '../../core/scheme/json-web-signature.ts';
import { pageIn, type SentDelivery } from '../../testing/lister/deliveries.ts';
import type { ListAnswer, ListRequest } from '../../testing/lister/fake-list-api.ts';
import { testLister } from '../../testing/lister/lister-conformance.ts';
import { appStore } from './index.ts';
import { appStoreMissedEvents } from './missed-events.ts';
import { appStoreSamples } from './samples.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

/** Of two apps, only the second has notifications. @see https://developer.apple.com/documentation/appstoreserverapi/get-notification-history */
function answer({ url, headers, body }: ListRequest, deliveries: readonly SentDelivery[]): ListAnswer {
  const token = parseToken(headers.authorization?.replace('Bearer ', '') ?? '');
  const { claims = {}, header = {} } = token ?? {};
  const isSigned = token !== undefined && isSignedWith(createPublicKey(privateKey), token);
  const isOurs = header['kid'] === 'ABC1234567' && claims['iss'] === 'issuer' && claims['aud'] === 'appstoreconnect-v1';
  if (!isSigned || !isOurs || url.pathname !== '/inApps/v1/notifications/history') return { status: 401 };
  const isBusy = claims['bid'] === 'app.example.notes' && url.host === 'api.storekit.apple.com';
  const [start, end, onlyFailures] = ['/startDate', '/endDate', '/onlyFailures'].map((name) => valueAt(body, name));
  const all = (isBusy ? deliveries : []).filter(
    ({ at, isDelivered }) =>
      at.getTime() >= Number(start) && at.getTime() <= Number(end) && !(onlyFailures === true && isDelivered),
  );
  const { page, next } = pageIn(all, url.searchParams.get('paginationToken'), '20');
  return {
    body: { notificationHistory: page.map(lineOf), hasMore: next !== undefined, paginationToken: next ?? 'last' },
  };
}

/** What was delivered in the end failed at first. */
function lineOf({ body, at, isDelivered }: SentDelivery) {
  const attempt = (minutes: number, sendAttemptResult: string) => ({
    attemptDate: at.getTime() + minutes * 60_000,
    sendAttemptResult,
  });
  const attempts = [attempt(60, isDelivered ? 'SUCCESS' : 'TIMED_OUT'), attempt(0, 'TIMED_OUT')];
  return { signedPayload: JSON.parse(body).signedPayload, sendAttempts: attempts };
}

testLister({
  lister: appStoreMissedEvents,
  integration: appStore,
  samples: appStoreSamples,
  apiKey: PEM.replaceAll('\n', String.raw`\n`),
  variables: {
    APP_STORE_ISSUER_ID: 'issuer',
    APP_STORE_KEY_ID: 'ABC1234567',
    APP_STORE_APPS: 'app.example.quiet:Sandbox, app.example.notes:Production',
  },
  answer,
});

describe('the apps', () => {
  it.each(['com.example.app', 'com.example.app:Production:1234567890', 'a/b:Sandbox', ''])('are not %j', (text) => {
    const apps = appStoreMissedEvents.settings?.find(({ name }) => name === 'APP_STORE_APPS');
    expect(() => apps?.read(text)).toThrow('is not an app; write com.example.app:Production');
  });
});
