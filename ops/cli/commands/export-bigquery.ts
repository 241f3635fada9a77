import { worldOf } from '../../delivery/world.ts';
import { exportCommand, USAGE } from '../../export/command.ts';
import type { Command } from '../command.ts';

export const command: Command = {
  usage: USAGE,
  run: (args, terminal) => exportCommand(args, terminal, worldOf(terminal)),
};
