/** Undoes what was acquired, newest first. */
export interface Releasers {
  readonly add: (release: () => Promise<void> | void) => void;
  /** Runs every release once, each whatever the others do; the first failure is thrown at the end. */
  readonly releaseAll: () => Promise<void>;
}

export function createReleasers(): Releasers {
  const pending: (() => Promise<void> | void)[] = [];
  return {
    add: (release) => void pending.push(release),
    releaseAll: async () => {
      const failures: unknown[] = [];
      for (let release = pending.pop(); release !== undefined; release = pending.pop()) {
        try {
          await release();
        } catch (thrown) {
          failures.push(thrown);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
