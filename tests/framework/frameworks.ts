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

const REGION = 'us-central1';

export interface DeployedAs {
  /** The entry point: `stripe.webhook`. */
  readonly target: string;
  readonly signature: 'http' | 'cloudevent';
  readonly port: number;
  readonly project: string;
}

/**
 * The environment of a function that the Firebase CLI deployed: what the CLI gives it, and what Cloud Run and the buildpack
 * do.
 * @see https://cloud.google.com/run/docs/container-contract#env-vars
 */
export function deployedEnvironment(deployed: DeployedAs): Record<string, string> {
  const service = serviceOf(deployed).toLowerCase();
  return {
    ...cliEnvironment(deployed),
    FUNCTION_SIGNATURE_TYPE: deployed.signature,
    NODE_ENV: 'production',
    PORT: String(deployed.port),
    K_SERVICE: service,
    K_REVISION: `${service}-00001-abc`,
    K_CONFIGURATION: service,
  };
}

/**
 * What the Firebase CLI gives a function besides the operator's own variables. `tests/deploy/` holds it to what the CLI
 * sends; 14.27.0 does not send `FUNCTION_REGION` yet.
 */
export function cliEnvironment(deployed: Omit<DeployedAs, 'port'>): Record<string, string> {
  const { target, signature, project } = deployed;
  return {
    LOG_EXECUTION_ID: 'true',
    FUNCTION_TARGET: target,
    ...(signature === 'cloudevent' && { FUNCTION_SIGNATURE_TYPE: signature }),
    FUNCTION_REGION: REGION,
    GCLOUD_PROJECT: project,
    FIREBASE_CONFIG: JSON.stringify({ projectId: project, storageBucket: `${project}.firebasestorage.app` }),
    EVENTARC_CLOUD_EVENT_SOURCE: `projects/${project}/locations/${REGION}/services/${serviceOf(deployed)}`,
  };
}

function serviceOf({ target }: Pick<DeployedAs, 'target'>): string {
  return target.replace('.', '-');
}
