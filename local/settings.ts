import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Environment } from '../functions/src/core/config/settings.ts';
import { isJsonObject, parseJson } from '../functions/src/core/event/json.ts';
import { firebaseFolder, functionsFolder } from '../generator/places.ts';
import { loadDotenvFiles } from '../functions/src/discovery-environment.ts';

/** Where and how the local host runs. */
export interface LocalSettings {
  readonly project: string;
  /** Absolute path of the folder that holds all local state. */
  readonly stateDir: string;
  /** Of the HTTPS functions; 0 takes a free one. */
  readonly port: number;
  readonly consolePort: number;
  readonly backoffScale: number;
}

/** Firebase's emulators use the same port for functions, and the same one for their page. */
const PORT = 5001;
const CONSOLE_PORT = 4000;
/** Pub/Sub's first retry comes after 10 s; nobody wants to wait that long at a laptop. */
const BACKOFF_SCALE = 0.1;
/** Never a real project: names that begin with demo- are kept off the network by Firebase's own tools too. */
const DEMO_PROJECT = 'demo-integration-service';

/** A setting that cannot work; the message is a sentence for the terminal. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * Puts the functions' dotenv files into the environment, most specific first; what is set already stays.
 * @param root The project's root. @returns the project's id.
 */
export function loadEnvironment(root: string): string {
  process.env['GCLOUD_PROJECT'] ??= process.env['GOOGLE_CLOUD_PROJECT'] ?? defaultProjectOf(root) ?? DEMO_PROJECT;
  const project = process.env['GCLOUD_PROJECT'];
  loadDotenvFiles(functionsFolder(root), { GCLOUD_PROJECT: project, FUNCTIONS_EMULATOR: 'true' });
  return project;
}

/** The folder that keeps what this machine knows. */
export function stateDirOf(root: string, environment: Environment = process.env): string {
  return resolve(root, environment['LOCAL_STATE_DIR'] || '.local');
}

/** Reads the local host's own settings. @throws {SettingsError} */
export function localSettings(root: string, project: string, environment: Environment = process.env): LocalSettings {
  return {
    project,
    stateDir: stateDirOf(root, environment),
    port: portOf('PORT', environment, PORT),
    consolePort: portOf('CONSOLE_PORT', environment, CONSOLE_PORT),
    backoffScale: scaleOf(environment['LOCAL_BACKOFF_SCALE']),
  };
}

/** The project that `firebase use` calls the default. */
function defaultProjectOf(root: string): string | undefined {
  const path = join(firebaseFolder(root), '.firebaserc');
  const config = existsSync(path) ? parseJson(readFileSync(path, 'utf8')) : undefined;
  const projects = isJsonObject(config) ? config['projects'] : undefined;
  const name = isJsonObject(projects) ? projects['default'] : undefined;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function portOf(name: string, environment: Environment, otherwise: number): number {
  const text = environment[name] || String(otherwise);
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new SettingsError(`${name} must be a port number from 0 to 65535.`);
}

function scaleOf(text: string | undefined): number {
  const scale = text ? Number(text) : BACKOFF_SCALE;
  if (scale >= 0 && scale <= 1) return scale;
  throw new SettingsError('LOCAL_BACKOFF_SCALE must be a number from 0 to 1; 1 waits as long as Pub/Sub does.');
}
