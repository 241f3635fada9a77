/** `npm start`: generates, runs the embedded stack and its console, until it is told to stop. */
import { join } from 'node:path';
import { GeneratorError } from '../generator/fault.ts';
import { generate } from '../generator/generate.ts';
import { consoleListener } from '../console/server.ts';
import { IntegrationError } from '../functions/src/core/event/errors.ts';
import { startLocalHost } from '../local/local-host.ts';
import { close, listen, LOOPBACK } from '../local/host/listen.ts';
import { loadEnvironment, localSettings, SettingsError } from '../local/settings.ts';
import { localLogger } from '../local/terminal-log.ts';
import { announce } from './start/announcement.ts';
import { stopOnSignal } from './start/stop-on-signal.ts';

const ROOT = join(import.meta.dirname, '..');

// Whoever was reading may stop reading: that is no reason to fall over.
process.stdout.on('error', () => undefined);
try {
  await start();
} catch (error) {
  const isForPeople = error instanceof SettingsError || error instanceof GeneratorError || IntegrationError.is(error);
  console.error(isForPeople ? error.message : error);
  process.exitCode = 1;
}

async function start(): Promise<void> {
  generate(ROOT);
  const settings = localSettings(ROOT, loadEnvironment(ROOT));
  const log = localLogger(process.stdout, process.env['LOG_LEVEL']);
  const host = await startLocalHost(settings, log);
  const ports = { events: host.events, records: host.store };
  const page = await listen(consoleListener(ports, log), settings.consolePort, 'CONSOLE_PORT').catch(
    async (error: unknown) => {
      await host.close();
      throw error;
    },
  );

  stopOnSignal(async () => {
    await close(page, 0);
    await host.close();
  }, log);
  announce({ host, settings, consoleUrl: `http://${LOOPBACK}:${page.port}` }, process.stdout);
}
