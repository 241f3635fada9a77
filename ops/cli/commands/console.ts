import { addressWith, makeToken } from '../../../console/access.ts';
import { consoleListener } from '../../../console/server.ts';
import { close, listen, LOOPBACK } from '../../../local/host/listen.ts';
import { cloudConsolePorts } from '../../console/cloud-console.ts';
import { EXIT, UsageError } from '../../exit.ts';
import { stopOnSignal } from '../../start/stop-on-signal.ts';
import { openCloudPlace } from '../cloud-place.ts';
import type { Command } from '../command.ts';
import { commandLog } from '../command-log.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';

const USAGE = `Opens the console for a deployed project, on this machine and with your own Google credentials.

  npx integrations console --project my-project             (npm run console -- --project my-project)
  npx integrations console --project my-project --write

  --project <id>     the deployed project
${COMMON_USAGE.codebase}
  --write            allows redrives and replays; without it the console is read-only
  --port <n>         of the page (default 4000)

What it shows is what is stored there: the ledger, dead letters and records in Firestore, the topics and subscriptions
of Pub/Sub. An event's message is looked for in what its topic keeps, when it is asked for. The console of this machine
comes with npm start.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, terminal) {
    const { values, positionals } = optionsIn(args, {
      project: COMMON.project,
      codebase: COMMON.codebase,
      write: { type: 'boolean', default: false },
      port: { type: 'string', default: '4000' },
    });
    requireNoMore(positionals);
    const { project, write } = values;
    if (project === undefined) {
      throw new UsageError('Name the project with --project. The console of the local host starts with npm start.');
    }
    const place = await openCloudPlace(project, values.codebase);
    const ports = await cloudConsolePorts(place, project, write);
    const log = commandLog();
    const token = makeToken();
    const page = await listen(consoleListener(ports, log, token), portOf(values.port), '--port');
    stopOnSignal(async () => {
      await close(page, 0);
      await place[Symbol.asyncDispose]();
    }, log);
    const may = write
      ? 'It can redrive and replay; each action asks first.'
      : 'It is read-only; --write allows redrives and replays.';
    terminal.print(`The console of ${project} is at ${addressWith(token, `http://${LOOPBACK}:${page.port}`)}\n${may}`);
    return EXIT.done;
  },
};

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError('--port must be a port number from 0 to 65535.');
}
