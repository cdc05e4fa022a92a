import { runStart } from '../cli/program.ts';
import { createLocalSurface } from './local-surface.ts';

/** `npm start`: the whole service in one process. */
process.exitCode = await runStart(process.argv.slice(2), createLocalSurface(process));
