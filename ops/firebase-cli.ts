/** How the Firebase CLI is called: by the version that deploys are tested with, since `npx` alone takes the newest. */
export const FIREBASE_CLI = 'npx firebase-tools@15.34.2';

/**
 * The command that deploys a codebase. It names no `--force`, which would also delete functions: in a terminal the CLI
 * asks instead.
 */
export function deployCommand(codebase: string, projectId: string): string {
  return `${FIREBASE_CLI} deploy --only functions:${codebase} --project ${projectId}`;
}
