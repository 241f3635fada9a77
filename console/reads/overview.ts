import type { ConsolePorts } from '../ports.ts';
import { wholeNumberIn } from '../query.ts';
import { ApiError, jsonReply, type ApiReply } from '../replies.ts';

const MINUTES = { otherwise: 60, most: 24 * 60 };

/** `GET /api/overview` */
export function showOverview(ports: ConsolePorts): ApiReply {
  const { mode, project, providers, recovery, samples, changes, requests, minutes, search } = ports;
  const logsUrl = ports.logsUrl?.();
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
    },
    providers: providers.map(({ provider, title, webhook, sampleTypes }) => ({
      provider,
      title,
      webhookUrl: webhook.url,
      sampleTypes,
    })),
    ...(logsUrl !== undefined && { logsUrl }),
  });
}

/** `GET /api/stats` */
export async function showStatistics(query: URLSearchParams, { minutes }: ConsolePorts): Promise<ApiReply> {
  if (minutes === undefined) {
    throw new ApiError(
      404,
      'local-only',
      'Minutes are counted on the laptop only; the dashboards in monitoring/ have them.',
    );
  }
  return jsonReply(200, { buckets: await minutes.minutes(wholeNumberIn(query, 'minutes', MINUTES)) });
}

/** `GET /api/subscriptions` */
export async function listSubscriptions({ subscriptions }: ConsolePorts): Promise<ApiReply> {
  if (subscriptions === undefined) {
    throw new ApiError(404, 'cloud-only', 'There are no subscriptions on the laptop: the queue is part of the host.');
  }
  return jsonReply(200, { subscriptions: await subscriptions.subscriptions() });
}

/** `GET /api/catalogue` */
export async function showCatalogue(ports: ConsolePorts): Promise<ApiReply> {
  const document = await ports.catalogue?.();
  if (document !== undefined) return { status: 200, body: document };
  throw new ApiError(
    404,
    'no-catalogue',
    'The event catalogue cannot be read from the sources; npm run generate says why.',
  );
}

/** `GET /api/samples/:provider/:type` */
export async function showSample(provider: string, type: string, { samples }: ConsolePorts): Promise<ApiReply> {
  if (samples === undefined) throw new ApiError(404, 'local-only', 'Samples are sent on the laptop only.');
  return jsonReply(200, await samples.sample(provider, type));
}
