import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, wherever the project was cloned to. */
export const PROJECT_DIR = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
