import { isJsonObject, parseJson } from '../core/event/json.ts';
import type { Environment } from '../core/options.ts';

/** The project, as Firebase and Google Cloud put it into the environment; undefined where only the metadata server knows it. */
export function projectId(environment: Environment = process.env): string | undefined {
  return (
    environment['GCLOUD_PROJECT'] ?? environment['GOOGLE_CLOUD_PROJECT'] ?? firebaseConfig(environment, 'projectId')
  );
}

/** The bucket that Firebase calls the project's default one. */
export function defaultBucket(environment: Environment = process.env): string | undefined {
  const project = projectId(environment);
  return (
    firebaseConfig(environment, 'storageBucket') ??
    (project === undefined ? undefined : `${project}.firebasestorage.app`)
  );
}

function firebaseConfig(environment: Environment, name: 'projectId' | 'storageBucket'): string | undefined {
  const config = parseJson(environment['FIREBASE_CONFIG'] ?? '');
  const value = isJsonObject(config) ? config[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
