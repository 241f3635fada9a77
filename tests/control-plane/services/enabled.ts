import type { Cloud } from '../cloud.ts';
import { GoogleError } from '../google-error.ts';

/** Refuses what needs an API that the project has not enabled. @throws {GoogleError} */
export function requireEnabled(service: string, cloud: Cloud): void {
  if (cloud.isAnswering(service)) return;
  const { projectNumber } = cloud;
  const address = `https://console.developers.google.com/apis/api/${service}/overview?project=${projectNumber}`;
  const message = `${service} has not been used in project ${projectNumber} before or it is disabled. Enable it by visiting ${address} then retry.`;
  throw new GoogleError('PERMISSION_DENIED', message, [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'SERVICE_DISABLED',
      domain: 'googleapis.com',
      metadata: { service, consumer: `projects/${projectNumber}` },
    },
  ]);
}
