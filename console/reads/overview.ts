import { unhandledEvents } from '../../functions/src/core/inspect/unhandled.ts';
import type { ConsolePorts } from '../ports.ts';
import { wholeNumberIn } from '../query.ts';
import { ApiError, jsonReply, type ApiReply } from '../replies.ts';

const MINUTES = { otherwise: 60, most: 24 * 60 };

/** `GET /api/overview` */
export function showOverview(ports: ConsolePorts): ApiReply {
  const { mode, project, providers, recovery, samples, changes, requests, minutes, search } = ports;
  const logsUrl = ports.logsUrl?.();
  const codeFault = ports.codeFault?.();
  return jsonReply(200, {
    mode,
    project,
    writable: recovery !== undefined,
    features: {
      live: changes !== undefined,
      requests: requests !== undefined,
      send: samples !== undefined,
      resend: samples !== undefined,
      search,
      stats: minutes !== undefined,
      envelopes: ports.envelopes !== undefined,
      clock: ports.sagas?.clock !== undefined,
      pauses: ports.pauses !== undefined,
    },
    durableSagas: Object.keys(ports.sagas?.sagas ?? {}),
    providers: providers.map(({ provider, title, webhook, sampleTypes, signature }) => ({
      provider,
      title,
      webhookUrl: webhook.url,
      sampleTypes,
      ...(signature !== undefined && { signature }),
    })),
    ...(logsUrl !== undefined && { logsUrl }),
    ...(codeFault !== undefined && { codeFault }),
  });
}

/** `GET /api/stats` */
export async function showStatistics(query: URLSearchParams, { minutes }: ConsolePorts): Promise<ApiReply> {
  if (minutes === undefined) {
    throw new ApiError(
      404,
      'local-only',
      'Per-minute statistics are only available on the local host. In the cloud, see the dashboards in monitoring/.',
    );
  }
  return jsonReply(200, { buckets: await minutes.minutes(wholeNumberIn(query, 'minutes', MINUTES)) });
}

/** `GET /api/subscriptions` */
export async function listSubscriptions({ subscriptions }: ConsolePorts): Promise<ApiReply> {
  if (subscriptions === undefined) {
    throw new ApiError(404, 'cloud-only', 'The local host has no subscriptions: its queue is built in.');
  }
  return jsonReply(200, { subscriptions: await subscriptions.subscriptions() });
}

/** `GET /api/unhandled` */
export async function listUnhandled({ skipped, providers }: ConsolePorts): Promise<ApiReply> {
  const events = await skipped?.skipped();
  if (skipped === undefined || events === undefined) return jsonReply(200, { isCounted: false, types: [] });
  const { days } = skipped;
  return jsonReply(200, {
    isCounted: true,
    ...(days !== undefined && { days }),
    types: unhandledEvents(events, providers),
  });
}

/** `GET /api/catalogue` */
export async function showCatalogue(ports: ConsolePorts): Promise<ApiReply> {
  const document = await ports.catalogue?.();
  if (document !== undefined) return { status: 200, body: document };
  throw new ApiError(
    404,
    'no-catalogue',
    'The event catalogue cannot be read from the sources. Run npm run generate to see why.',
  );
}

/** `GET /api/integrations` */
export async function listIntegrations(ports: ConsolePorts): Promise<ApiReply> {
  const rows = await ports.integrations?.();
  if (rows === undefined) {
    throw new ApiError(
      404,
      'no-integrations',
      'The integrations cannot be read from the sources. Run npm run generate to see why.',
    );
  }
  const on = new Set(ports.providers.map(({ provider }) => provider));
  return jsonReply(200, { integrations: rows.map((row) => ({ ...row, isOn: on.has(row.provider) })) });
}

/** `GET /api/samples/:provider/:type` */
export async function showSample(provider: string, type: string, { samples }: ConsolePorts): Promise<ApiReply> {
  if (samples === undefined) throw new ApiError(404, 'local-only', 'Samples can only be sent from the local host.');
  return jsonReply(200, await samples.sample(provider, type));
}
