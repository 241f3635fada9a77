import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from '../../core/telemetry/logger.ts';
import type { Environment } from '../../core/config/settings.ts';
import type { Tracer } from '../../core/telemetry/tracer.ts';
import { OpenTelemetryTracer, type MessagingNames } from './open-telemetry-tracer.ts';
import { projectId } from '../project.ts';
import { sharedCredentials } from '../rest/default-credentials.ts';

/** Cloud Trace by OTLP. @see https://cloud.google.com/trace/docs/migrate-to-otlp-endpoints */
const GOOGLE_ENDPOINT = 'https://telemetry.googleapis.com/v1/traces';

/** Spans that nobody takes for so long are dropped. */
const EXPORT_TIMEOUT_MS = 2_000;

/**
 * The tracer that the environment asks for: `INTEGRATIONS_TRACING=on`, with OpenTelemetry's own variables
 * `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` (Cloud Trace if it is not set), `OTEL_TRACES_SAMPLER_ARG` (the share of
 * traces that is kept, from 0 to 1) and `OTEL_SEMCONV_STABILITY_OPT_IN` (the names of attributes).
 * @param scope In front of the names of topics.
 * @returns undefined if tracing is off: nothing of it is loaded.
 */
export async function configuredTracer(environment: Environment, log: Logger, scope = ''): Promise<Tracer | undefined> {
  if (environment['INTEGRATIONS_TRACING'] !== 'on') return undefined;
  try {
    const exporter = await exporterOf(environment, log);
    return await OpenTelemetryTracer.load({
      exporter,
      ratio: ratioOf(environment, log),
      resource: resourceOf(environment),
      scope,
      messagingNames: messagingNamesOf(environment),
    });
  } catch (error) {
    // Events are worth more than their traces.
    log.error('Tracing could not be switched on; it stays off', { error });
    return undefined;
  }
}

async function exporterOf(environment: Environment, log: Logger): Promise<SpanExporter> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
  const elsewhere =
    environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? environment['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '';
  // The exporter reads these variables itself.
  if (elsewhere !== '') return new OTLPTraceExporter({ timeoutMillis: EXPORT_TIMEOUT_MS });
  const credentials = sharedCredentials();
  return new OTLPTraceExporter({
    url: GOOGLE_ENDPOINT,
    timeoutMillis: EXPORT_TIMEOUT_MS,
    headers: async () => {
      try {
        const project = projectId(environment);
        return { ...(await credentials.headers()), ...(project !== undefined && { 'x-goog-user-project': project }) };
      } catch (error) {
        // It must not throw: Google then refuses the spans.
        log.warn('There are no credentials to send spans with', { error });
        return {};
      }
    },
  });
}

function ratioOf(environment: Environment, log: Logger): number {
  const text = environment['OTEL_TRACES_SAMPLER_ARG'];
  const ratio = text === undefined || text === '' ? 1 : Number(text);
  if (ratio >= 0 && ratio <= 1) return ratio;
  log.warn('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1; all traces are kept', { value: text });
  return 1;
}

/** `messaging/dup` outranks `messaging`. @see https://opentelemetry.io/docs/specs/semconv/messaging/ */
function messagingNamesOf(environment: Environment): MessagingNames {
  const chosen = (environment['OTEL_SEMCONV_STABILITY_OPT_IN'] ?? '').split(',').map((one) => one.trim());
  if (chosen.includes('messaging/dup')) return 'both';
  return chosen.includes('messaging') ? 'newer' : 'older';
}

/** @see https://opentelemetry.io/docs/specs/semconv/resource/faas/ */
function resourceOf(environment: Environment): Readonly<Record<string, string>> {
  const project = projectId(environment);
  const { K_SERVICE: service, K_REVISION: revision } = environment;
  return {
    'service.name': environment['OTEL_SERVICE_NAME'] ?? service ?? 'integration-service',
    'cloud.provider': 'gcp',
    'cloud.platform': 'gcp_cloud_functions',
    ...(revision !== undefined && { 'service.version': revision, 'faas.version': revision }),
    ...(service !== undefined && { 'faas.name': service }),
    // Cloud Trace files spans by it.
    ...(project !== undefined && { 'gcp.project_id': project, 'cloud.account.id': project }),
  };
}
