import { expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../../functions/src/core/telemetry/logger.ts';
import { startLocalHost } from '../../local/local-host.ts';
import { temporaryStateDir } from '../../local/testing/state-dir.ts';

it('a configuration that cannot work keeps the local host from starting, and an empty variable is told', async () => {
  const environment = { SLACK_WEBHOK_SECRET: 'a'.repeat(32), STRIPE_WEBHOOK_SECRET: '' };
  Object.assign(process.env, environment);
  onTestFinished(() => {
    for (const name of Object.keys(environment)) delete process.env[name];
  });
  const lines: string[] = [];
  const log = createLogger(({ severity, message }) => lines.push(`${severity} ${message}`), 'warn');
  const settings = { project: 'demo', stateDir: temporaryStateDir(), port: 0, consolePort: 0, backoffScale: 0 };
  await expect(startLocalHost(settings, log)).rejects.toThrow(
    'SLACK_WEBHOK_SECRET is read by nothing; you probably mean SLACK_WEBHOOK_SECRET.',
  );
  expect(lines).toEqual([expect.stringContaining('WARNING STRIPE_WEBHOOK_SECRET is empty')]);
});
