import { isJsonObject, parseJson } from '../core/event/json.ts';
import type { Environment } from '../core/config/settings.ts';

/** The project, as Firebase and Google Cloud put it into the environment; undefined where only the metadata server knows it. */
export function projectId(environment: Environment = process.env): string | undefined {
  return environment['GCLOUD_PROJECT'] ?? environment['GOOGLE_CLOUD_PROJECT'] ?? firebaseProject(environment);
}

function firebaseProject(environment: Environment): string | undefined {
  const config = parseJson(environment['FIREBASE_CONFIG'] ?? '');
  const value = isJsonObject(config) ? config['projectId'] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
