import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { requireSound } from '../../functions/src/core/config/config-problems.ts';
import { requireUsable } from '../../functions/src/core/ingest/usable.ts';
import type { Environment } from '../../functions/src/core/config/settings.ts';
import { dotenvFiles } from '../../functions/src/discovery-environment.ts';

/**
 * Checks the configuration as a deploy does, since the build runs no type check. To be called once the code is generated.
 *
 * As at discovery, the environment is that of the dotenv files alone: an API key in the shell is the developer's own. The
 * Firebase CLI names the project that it builds for; without one, nothing is missed that the project's file may add.
 * @param root Root of the project.
 * @param warn Told of what is no fault.
 * @returns the providers whose integrations are on.
 * @throws {IntegrationError} `bad-config` that says what to mend.
 */
export async function requireDeployable(root: string, warn: (sentence: string) => void): Promise<readonly string[]> {
  const project = process.env['GCLOUD_PROJECT'] || undefined;
  const { config } = await import('../../functions/src/integrations.config.ts');
  const { catalog } = await import('../../functions/src/generated/catalog.ts');
  const configured = config.under(environmentOf(path.join(root, 'functions'), project));
  const entries = Object.values(catalog);
  const on = requireSound(configured, Object.keys(catalog), project === undefined ? 'local' : 'project', warn);
  for (const settings of on) {
    const entry = entries.find(({ provider }) => provider === settings.provider);
    if (entry === undefined) continue;
    requireUsable(await entry.integration(), settings, entry.webhook, { region: configured.region, project }, warn);
  }
  return on.map(({ provider }) => provider);
}

/** What the functions of a project find in their environment, as far as its dotenv files say. */
export function environmentOf(folder: string, project: string | undefined): Environment {
  const texts = dotenvFiles({ GCLOUD_PROJECT: project }).map((name) => {
    const file = path.join(folder, name);
    return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  });
  // The most specific comes first, and wins.
  return Object.assign({}, ...texts.toReversed());
}
