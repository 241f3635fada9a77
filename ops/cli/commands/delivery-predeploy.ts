import { predeployCommand, USAGE } from '../../delivery/predeploy-command.ts';
import { worldOf } from '../../delivery/world.ts';
import type { Command } from '../command.ts';

export const command: Command = {
  usage: USAGE,
  run: (args, terminal) => predeployCommand(args, worldOf(terminal)),
};
