import { worldOf } from '../../delivery/world.ts';
import { installCommand, USAGE } from '../../monitoring/install-command.ts';
import type { Command } from '../command.ts';

export const command: Command = {
  usage: USAGE,
  run: (args, terminal) => installCommand(args, terminal, worldOf(terminal)),
};
