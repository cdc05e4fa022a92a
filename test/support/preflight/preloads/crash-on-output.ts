// Loaded into a child before the program: its first word ends it, as a bug of ours at the worst moment would.
process.stdout.write = () => {
  throw new Error('planted crash');
};
