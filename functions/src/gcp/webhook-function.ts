import type { IncomingMessage, ServerResponse } from 'node:http';
import { onRequest, type HttpsFunction } from 'firebase-functions/v2/https';
import { manifestInvoker } from '../core/config/invoker.ts';
import { EventService } from '../core/ingest/event-service.ts';
import type { HttpReply, Integration } from '../core/integration/integration.ts';
import type { RawWebhook } from '../core/scheme/raw-webhook.ts';
import { webhookName } from '../core/config/public-urls.ts';
import { refuse } from '../core/ingest/refusal.ts';
import { logReceived } from '../core/ingest/request-lines.ts';
import { traceparentOf } from '../core/telemetry/traceparent.ts';
import { requireUsable } from '../core/ingest/usable.ts';
import { traceFields, type Logger } from '../core/telemetry/logger.ts';
import type { AccountDoor } from '../core/secrets/secret-source.ts';
import type { DoorPorts } from '../core/ports.ts';
import { doorRuntime } from '../core/runtime.ts';
import { warnAtDiscovery } from '../discovery-environment.ts';
import { appliedConfig } from '../core/config/bundle.ts';
import { deployment, inFull } from './deployment.ts';
import { WEBHOOK_DEFAULTS } from './function-defaults.ts';
import { keepDomainsInert } from './http/inert-domains.ts';
import { cloudLogger } from './logger.ts';
import { projectId } from './project.ts';
import { servesOnly } from './served-function.ts';
import { discardBody, readBody } from './http/request-body.ts';
import { keepUrlsRoutable, receivedUrl } from './http/routable-urls.ts';
import { keepBodiesUnparsed, restoreHeaders } from './http/unparsed-requests.ts';

/** What answers requests, once it is loaded. */
interface Service<Native> {
  readonly ports: DoorPorts;
  readonly events: EventService<Native>;
}

/**
 * The HTTPS function of one integration: takes a webhook request through `EventService` and answers it.
 * @param accounts What serves many accounts, if the provider has them.
 * @throws {IntegrationError} `bad-config` at start if the integration is on but cannot work.
 */
export function webhookFunction<Native>(integration: Integration<Native>, accounts?: AccountDoor): HttpsFunction {
  const settings = appliedConfig().settings(integration.provider);
  if (servesOnly(`${integration.provider}.webhook`)) {
    keepBodiesUnparsed();
    keepUrlsRoutable();
    keepDomainsInert();
  }
  const project = projectId();
  const name = webhookName(integration.provider, process.env['K_SERVICE']);
  const publicUrls = requireUsable(
    integration,
    settings,
    name,
    { region: appliedConfig().region, project },
    warnAtDiscovery,
    accounts,
  );

  let service: Service<Native> | Promise<Service<Native>> | undefined;
  const load = async () => {
    const ports = await doorRuntime();
    return { ports, events: new EventService(integration, settings, ports, ports.log, accounts) };
  };

  async function answer(request: IncomingMessage): Promise<HttpReply> {
    const arrivedAt = performance.now();
    restoreHeaders(request);
    const traced = traceFields(traceparentOf(request.headers), project);
    try {
      service ??= load();
      if (service instanceof Promise) service = await service;
      const { ports, events } = service;
      const log = ports.log.with(traced);
      // The time of arrival by the clock in use: loading the service must not age a signature.
      const receivedAt = new Date(ports.clock.now().getTime() - (performance.now() - arrivedAt));
      try {
        const body = readBody(integration.provider, request, events.maxBytes);
        const rawBody = body instanceof Promise ? await body : body;
        return await events.dispatchEvent(rawWebhook(request, rawBody, publicUrls, receivedAt), log);
      } catch (error) {
        return refuseUnread(request, error, log);
      } finally {
        if (ports.tracer?.flush !== undefined) await ports.tracer.flush();
      }
    } catch (error) {
      service = undefined;
      return refuseUnread(request, error, cloudLogger().with(traced));
    }
  }

  function refuseUnread({ headers }: IncomingMessage, error: unknown, log: Logger): HttpReply {
    const declared = headers['content-length'];
    logReceived(integration.provider, log, { declaredBytes: declared === undefined ? undefined : Number(declared) });
    return refuse(integration, error, log);
  }

  const about = { name: `${integration.provider}-webhook`, provider: integration.provider };
  const { invoker, ...configured } = settings.functions.webhook;
  const callers = invoker === undefined ? {} : { invoker: manifestInvoker(invoker, inFull) };
  const deployed = deployment(about, { ...WEBHOOK_DEFAULTS, ...callers }, configured);
  return onRequest(deployed, (request: IncomingMessage, response: ServerResponse) =>
    answer(request).then((reply) => send(reply, request, response)),
  );
}

function rawWebhook(
  request: IncomingMessage,
  rawBody: Uint8Array,
  publicUrls: readonly string[],
  receivedAt: Date,
): RawWebhook {
  const { method = '', headers } = request;
  return { method, url: receivedUrl(request), publicUrls, headers, rawBody, receivedAt };
}

function send({ status, headers, body }: HttpReply, request: IncomingMessage, response: ServerResponse): void {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  const unread = !request.readableEnded && !('rawBody' in request && request.rawBody !== undefined);
  response.writeHead(status, {
    'cache-control': 'no-store',
    // A handshake may echo what a stranger sent.
    'x-content-type-options': 'nosniff',
    ...(text !== '' && { 'content-type': type, 'content-length': Buffer.byteLength(text) }),
    ...(unread && { connection: 'close' }),
    ...headers,
  });
  if (!unread) {
    response.end(text);
    return;
  }
  // The answer is complete by its length; the connection ends once the rest of the body is off the wire.
  response.write(text);
  for (const over of ['end', 'close']) request.once(over, () => response.end());
  discardBody(request);
}
