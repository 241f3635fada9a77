import path from 'node:path';

/** The versions of the functions framework that functions may meet: Cloud Build's own for Node 24, and the newest. */
export const FRAMEWORKS = {
  '3.5.1': 'functions-framework-3',
  '5.0.5': '@google-cloud/functions-framework',
} as const;

export type FrameworkVersion = keyof typeof FRAMEWORKS;

export const FRAMEWORK_VERSIONS: readonly FrameworkVersion[] = ['3.5.1', '5.0.5'];

/** The program that the cloud starts. */
export function frameworkProgram(version: FrameworkVersion): string {
  const modules = path.join(import.meta.dirname, '..', '..', 'node_modules');
  return path.join(modules, ...FRAMEWORKS[version].split('/'), 'build', 'src', 'main.js');
}

export interface DeployedAs {
  /** The entry point: `stripe.webhook`. */
  readonly target: string;
  readonly signature: 'http' | 'cloudevent';
  readonly port: number;
  readonly project: string;
}

/**
 * The environment of a function that the Firebase CLI deployed: `LOG_EXECUTION_ID`, `FUNCTION_TARGET`, the project and
 * the source of its events are the CLI's (`gcp/cloudfunctionsv2.js`, `functions/env.js`, `deploy/functions/prepare.js` of
 * firebase-tools 14.27.0 and 15.34.2), the rest is Cloud Run's and the buildpack's.
 * @see https://cloud.google.com/run/docs/container-contract#env-vars
 */
export function deployedEnvironment({ target, signature, port, project }: DeployedAs): Record<string, string> {
  const service = target.toLowerCase().replace('.', '-');
  return {
    LOG_EXECUTION_ID: 'true',
    FUNCTION_TARGET: target,
    GCLOUD_PROJECT: project,
    FIREBASE_CONFIG: JSON.stringify({ projectId: project, storageBucket: `${project}.firebasestorage.app` }),
    EVENTARC_CLOUD_EVENT_SOURCE: `projects/${project}/locations/us-central1/services/${service}`,
    FUNCTION_SIGNATURE_TYPE: signature,
    NODE_ENV: 'production',
    PORT: String(port),
    K_SERVICE: service,
    K_REVISION: `${service}-00001-abc`,
    K_CONFIGURATION: service,
  };
}
