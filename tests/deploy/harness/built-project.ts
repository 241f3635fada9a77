import type { TestProject } from 'vitest/node';
import { copyProject } from '../../project-copy.ts';
import { missingFirebaseClis, FIREBASE_15 } from './firebase-clis.ts';
import { runNode } from './processes.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the project that was built for all deploys; undefined if no Firebase CLI is there to deploy it. */
    builtProject: string | undefined;
  }
}

/** What a deploy needs of the project besides its sources. */
export const DEPLOYED_FROM = ['firebase.json', '.firebaserc', 'monitoring', 'package-lock.json'];
/** What operators of Stripe write into `functions/.env.<project>`. */
export const STRIPE_ON = 'STRIPE_WEBHOOK_SECRET_NAME=stripe-webhook-secret\n';
/** What firebase.json says of our functions once they are built: the hooks that follow, without npm in front of them. */
export const BUILT = {
  runtime: 'nodejs24',
  disallowLegacyRuntimeConfig: true,
  ignore: ['node_modules', 'src', '.env', '.env.*', '*.map'],
  predeploy: ['node ops/cli.ts delivery predeploy'],
  postdeploy: ['node ops/cli.ts delivery apply --postdeploy'],
};
export const BUILT_CODEBASE = { codebase: 'integration-service', source: 'functions', ...BUILT };

/**
 * Builds the project with Stripe on, once for a run. A build takes longer than the rest of a deploy, and most tests of
 * deploys are about what comes after it.
 */
export default async function setup(project: TestProject): Promise<(() => void) | undefined> {
  if (missingFirebaseClis([FIREBASE_15]) !== undefined) {
    project.provide('builtProject', undefined);
    return undefined;
  }
  const copy = copyProject(DEPLOYED_FROM);
  copy.write('firebase.json', JSON.stringify({ functions: [BUILT_CODEBASE] }));
  copy.write('functions/.env.acme-prod', STRIPE_ON);
  await build(copy.root);
  project.provide('builtProject', copy.root);
  return () => copy.remove();
}

/** Builds a project as its predeploy hook does. */
export async function build(root: string, projectId = 'acme-prod'): Promise<void> {
  const NODE_OPTIONS = '--disable-warning=ExperimentalWarning';
  const { exitCode, output } = await runNode(['scripts/build.ts'], root, { GCLOUD_PROJECT: projectId, NODE_OPTIONS });
  if (exitCode !== 0) throw new Error(output);
}
