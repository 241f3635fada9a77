import { existsSync } from 'node:fs';
import path from 'node:path';

/** The dotenv files of the functions folder that apply, most specific first. */
export function dotenvFiles(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const project = environment['GCLOUD_PROJECT'];
  return [
    ...(environment['FUNCTIONS_EMULATOR'] === 'true' ? ['.secret.local', '.env.local'] : []),
    ...(project === undefined || project === '' ? [] : [`.env.${project}`]),
    '.env',
  ];
}

/**
 * Puts the dotenv files that apply into the environment, the most specific first. What is set stays as it is.
 * @param folder The functions folder.
 * @param place What decides which files apply: `GCLOUD_PROJECT` and `FUNCTIONS_EMULATOR`.
 * @param isWanted Leaves out some of them.
 */
export function loadDotenvFiles(
  folder: string,
  place: Readonly<Record<string, string | undefined>>,
  isWanted: (file: string) => boolean = () => true,
): void {
  const files = dotenvFiles(place)
    .filter(isWanted)
    .map((file) => path.join(folder, file));
  for (const file of files) if (existsSync(file)) process.loadEnvFile(file);
}

/**
 * Loads the functions' own dotenv files while firebase-tools looks for functions: at run time it puts them into the
 * environment itself, at discovery it does so only since 15.28.2, and never `.secret.local`.
 * @param folder The functions folder.
 */
export function loadDiscoveryEnvironment(folder: string): void {
  if (process.env['FUNCTIONS_CONTROL_API'] !== 'true') return;
  // The CLI has given an installation with its own folder what is in there; the files here are of another installation.
  const isGiven = OF_ONE_INSTALLATION.some((name) => process.env[name] !== undefined);
  loadDotenvFiles(folder, process.env, isGiven ? isLocalSecret : undefined);
}

/** Variables by which several installations from one folder differ. */
const OF_ONE_INSTALLATION = ['FIREBASE_KIT_INSTANCE_ID', 'INTEGRATIONS_SCOPE'];

function isLocalSecret(file: string): boolean {
  return file === '.secret.local';
}

/** Tells whoever deploys what works, but should not stay so. An instance would say it again at each of its starts. */
export function warnAtDiscovery(sentence: string): void {
  if (process.env['FUNCTIONS_CONTROL_API'] === 'true') console.warn(`Warning: ${sentence}`);
}
