import { setTimeout as delay } from 'node:timers/promises';
import { UsageError } from '../exit.ts';
import { readBundles, type DeliveryBundle } from './bundle.ts';
import { defaultCredentials } from './google/credentials.ts';
import { GOOGLE_ENDPOINTS, GoogleRest, type Endpoints } from './google/rest.ts';

/** What the delivery commands see of the world; tests pass their own. */
export interface World {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Takes the answer that was asked for. */
  readonly print: (text: string) => void;
  /** Takes what people have to see. */
  readonly warn: (text: string) => void;
  /** Every installation of the bundle in a project. @throws {IntegrationError} `bad-config` */
  readonly bundles: (projectId: string) => Promise<readonly DeliveryBundle[]>;
  /** @throws {NoCredentialsError} if nobody is signed in. */
  readonly connect: (projectId: string) => Promise<GoogleRest>;
  readonly endpoints: Endpoints;
  readonly now: () => Date;
  /** Waits. */
  readonly pause: (ms: number) => Promise<unknown>;
}

/** The outputs of a command: its answer, and messages for people. */
interface Output {
  readonly print: (text: string) => void;
  readonly tell: (text: string) => void;
}

/** The real world: this process, the project's files, and Google Cloud by the application default credentials. */
export function worldOf({ print, tell }: Output): World {
  return {
    environment: process.env,
    print,
    warn: tell,
    bundles: readBundles,
    connect: async (projectId) => new GoogleRest({ headers: await defaultCredentials(projectId) }),
    endpoints: GOOGLE_ENDPOINTS,
    now: () => new Date(),
    pause: delay,
  };
}

/**
 * The project to work on: the one that was named, or the one that firebase-tools deploys to.
 * @throws {UsageError}
 */
export function projectOf(named: string | undefined, environment: World['environment']): string {
  const project = named ?? environment['GCLOUD_PROJECT'] ?? environment['GOOGLE_CLOUD_PROJECT'];
  if (project === undefined || project === '') throw new UsageError('Name the project: --project <id>.');
  return project;
}

const FRAME_COLUMNS = 96;

/** A text in a frame, so that nobody overlooks it between the lines of a deploy. */
export function framed(paragraphs: readonly string[]): string {
  const lines = paragraphs.flatMap(wrapped);
  const width = Math.max(...lines.map((line) => line.length));
  const rule = '═'.repeat(width + 2);
  return [`╔${rule}╗`, ...lines.map((line) => `║ ${line.padEnd(width)} ║`), `╚${rule}╝`].join('\n');
}

/** Breaks at spaces; a longer word stands out of the frame, so that it can be copied. */
function wrapped(paragraph: string): readonly string[] {
  if (paragraph.length <= FRAME_COLUMNS) return [paragraph];
  const lines: string[] = [];
  for (const word of paragraph.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > FRAME_COLUMNS) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
