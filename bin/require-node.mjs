// Runs on the Node that a person has, so old ones must be able to parse it: no modern syntax here.
const LEAST_MAJOR = 24;

/** Ends the process with a clear message when this Node cannot run the program. */
export function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= LEAST_MAJOR) return;
  console.error(
    `NODE_TOO_OLD: this is Node ${process.versions.node}, and the program needs ${LEAST_MAJOR}.\n` +
      '  npm ci installs it: start with npm start, npm exec or npx rpmw inside the project.',
  );
  process.exit(1);
}
