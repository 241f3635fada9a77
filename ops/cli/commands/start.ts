import { makeToken } from '../../../console/access.ts';
import { consoleListener } from '../../../console/server.ts';
import { generate } from '../../../generator/generate.ts';
import { ConsoleToken } from '../../../local/console-token.ts';
import { close, listen, LOOPBACK } from '../../../local/host/listen.ts';
import { loadEnvironment, localSettings } from '../../../local/settings.ts';
import { localLogger } from '../../../local/terminal-log.ts';
import { EXIT } from '../../exit.ts';
import { announce } from '../../start/announcement.ts';
import { stopOnSignal } from '../../start/stop-on-signal.ts';
import type { Command } from '../command.ts';
import { optionsIn, requireNoMore } from '../options.ts';
import { ROOT } from '../../../generator/project.ts';

const USAGE = `Runs the whole service on this machine until it is stopped: every endpoint, the queue, the consumers, the console.

  npx integrations start        (npm start)

It reads functions/.secret.local, .env.local and .env, and these variables:
  PORT                 of the endpoints (default 5001)
  CONSOLE_PORT         of the console (default 4000)
  LOCAL_STATE_DIR      where the state is kept (default .local)
  LOCAL_BACKOFF_SCALE  how much of the configured backoff retries wait, 0 to 1 (default 0.1)
  LOG_LEVEL            debug, info, warn or error (default info)
`;

export const command: Command = {
  usage: USAGE,
  async run(args) {
    requireNoMore(optionsIn(args, {}).positionals);
    await start();
    return EXIT.done;
  },
};

/** Generates, then runs the embedded stack and its console; they keep the process alive until a signal stops them. */
async function start(): Promise<void> {
  generate(ROOT);
  // Only now: both load what was generated.
  const { startLocalHost } = await import('../../../local/local-host.ts');
  const { localConsolePorts } = await import('../../console/local-console.ts');
  const settings = localSettings(ROOT, loadEnvironment(ROOT));
  const log = localLogger(process.stdout, process.env['LOG_LEVEL']);
  const host = await startLocalHost(settings, log);
  const token = new ConsoleToken(settings.stateDir).ensure(makeToken);
  const page = await localConsolePorts(host, settings)
    .then((ports) => listen(consoleListener(ports, log, token), settings.consolePort, 'CONSOLE_PORT'))
    .catch(async (error: unknown) => {
      await host.close();
      throw error;
    });

  stopOnSignal(async () => {
    await close(page, 0);
    await host.close();
  }, log);
  announce({ host, settings, consoleUrl: `http://${LOOPBACK}:${page.port}`, consoleToken: token }, process.stdout);
}
