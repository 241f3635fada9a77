import type { RequestListener } from 'node:http';
import { makeToken } from '../../../console/access.ts';
import { consoleListener } from '../../../console/server.ts';
import { generate } from '../../../generator/generate.ts';
import { OwnCode } from '../../../local/code/own-code.ts';
import { ConsoleToken } from '../../../local/console-token.ts';
import { close, listen, LOOPBACK } from '../../../local/host/listen.ts';
import { loadEnvironment, localSettings } from '../../../local/settings.ts';
import { localLogger } from '../../../local/terminal-log.ts';
import { EXIT } from '../../exit.ts';
import { announce } from '../../start/announcement.ts';
import { SavedCode } from '../../start/saved-code.ts';
import { stopOnSignal } from '../../start/stop-on-signal.ts';
import type { Command } from '../command.ts';
import { optionsIn, requireNoMore } from '../options.ts';
import { ROOT, requireTree } from '../../../generator/project.ts';

const USAGE = `Runs the whole service on this machine until it is stopped: every endpoint, the queue, the consumers, the console.

  npx integrations start        (npm start)

What is saved under functions/src is loaded at once: the next event runs it. Code that cannot be loaded is a sentence here and
in the console, and the code that was loaded before keeps running. The configuration and the environment are read once, at the start.

  --no-watch           load everything once

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
    const { values, positionals } = optionsIn(args, { 'no-watch': { type: 'boolean', default: false } });
    requireNoMore(positionals);
    await start({ isWatching: !values['no-watch'] });
    return EXIT.done;
  },
};

/** Generates, then runs the embedded stack and its console; they keep the process alive until a signal stops them. */
async function start({ isWatching }: { readonly isWatching: boolean }): Promise<void> {
  requireTree();
  generate(ROOT);
  // From here on, each saved file is loaded under its own address.
  const code = isWatching ? OwnCode.install(ROOT) : undefined;
  // Only now: both load what was generated.
  const { startLocalHost } = await import('../../../local/local-host.ts');
  const { localConsolePorts } = await import('../../console/local-console.ts');
  const settings = localSettings(ROOT, loadEnvironment(ROOT));
  const log = localLogger(process.stdout, process.env['LOG_LEVEL']);
  const host = await startLocalHost(settings, log);
  const token = new ConsoleToken(settings.stateDir).ensure(makeToken);
  let saved: SavedCode | undefined;
  const makeListener = async () =>
    consoleListener(await localConsolePorts(host, settings, () => saved?.fault()), log, token);
  let listener: RequestListener;
  const page = await makeListener()
    .then((made) => {
      listener = made;
      return listen((request, response) => listener(request, response), settings.consolePort, 'CONSOLE_PORT');
    })
    .catch(async (error: unknown) => {
      await host.close();
      throw error;
    });
  const onServed = async () => {
    listener = await makeListener();
  };
  saved = code && new SavedCode({ code, host, log, onServed });

  stopOnSignal(async () => {
    await saved?.close();
    await close(page, 0);
    await host.close();
  }, log);
  const consoleUrl = `http://${LOOPBACK}:${page.port}`;
  announce({ host, settings, consoleUrl, consoleToken: token, isWatching }, process.stdout);
}
