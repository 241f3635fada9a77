import { once } from 'node:events';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { EXIT, UsageError } from '../../exit.ts';
import { mcpServer, type Outcome } from '../../mcp/server.ts';
import type { Command, Program } from '../command.ts';
import { keepingTerminal } from '../keeping-terminal.ts';
import { COMMON, COMMON_USAGE, optionsIn, requireNoMore } from '../options.ts';

const USAGE = `Offers the commands that inspect and operate the service to an agent, by the Model Context Protocol over standard
input and output. The agent's program starts it.

  npx integrations mcp
  npx integrations mcp --project my-project --allow-write

  --allow-write      also the tools that change something: redrive, dismiss, replay, reconcile, send, …
${COMMON_USAGE.project}
${COMMON_USAGE.codebase}

Without --allow-write the agent can only read. It cannot choose another project. What events contain is marked as
untrusted data, and is cut if it is long. Permissions are those of your own Google credentials.
`;

export const command: Command = {
  usage: USAGE,
  async run(args, _terminal, program) {
    const { values, positionals } = optionsIn(args, {
      project: COMMON.project,
      codebase: COMMON.codebase,
      'allow-write': { type: 'boolean', default: false },
    });
    requireNoMore(positionals);
    const options = { place: values, allowWrite: values['allow-write'], run: quietly(program) };
    const served = serveStdio(() => mcpServer(options));
    await once(process.stdin, 'close');
    await served.close();
    return EXIT.done;
  },
};

/** Keeps what a command says: standard output belongs to the protocol. */
function quietly(program: Program): (words: readonly string[]) => Promise<Outcome> {
  return async (words) => {
    const terminal = keepingTerminal(async (question) => {
      throw new UsageError(`${question}\nNobody can be asked here.`);
    });
    const code = await program(words, terminal);
    return { code, printed: terminal.printed.join('\n'), told: terminal.told.join('\n') };
  };
}
