import { readSettings } from '../../functions/src/core/config/settings.ts';
import { EventService } from '../../functions/src/core/ingest/event-service.ts';
import { instanceIntegration } from '../../functions/src/core/integration/instance-integration.ts';
import type { RawWebhook } from '../../functions/src/core/scheme/raw-webhook.ts';
import { memoryPorts } from '../../functions/src/testing/memory-ports.ts';
import { written } from './places.ts';
import type { Case } from './requests.ts';

const PROVIDER = 'acme';
const SECRET_NAME = 'acme-secret';

/** The way in of a generated integration, made by the code that reads a configuration. */
export function doorOf({ scheme, places, configured, receivedAt, toleranceSeconds }: Case) {
  const integration = instanceIntegration(PROVIDER, { scheme, places: written(places) });
  const options = toleranceSeconds === undefined ? {} : { toleranceSeconds };
  const settings = readSettings(PROVIDER, options, { ACME_WEBHOOK_SECRET_NAME: SECRET_NAME });
  const ports = memoryPorts(receivedAt);
  ports.secrets.set(SECRET_NAME, ...configured);
  const service = new EventService(integration, settings, ports, ports.log);
  return {
    lines: ports.lines,
    messages: () => ports.publisher.to('integration-acme-events'),
    send: (request: RawWebhook) => service.dispatchEvent(request, ports.log),
  };
}
