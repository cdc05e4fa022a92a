import { Worker } from 'node:worker_threads';

/** Most of what a seed makes is garbage at its end; with the default of 16 MB it is moved about twice. */
const YOUNG_MB = 64;

/** Feeds one thread until no task is left. Rejects when the thread fails. */
function feed(tasks: Iterator<unknown>, onAnswer: (answer: unknown) => void): Promise<void> {
  const thread = new Worker(new URL('./thread.ts', import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const done = new Promise<void>((resolve, reject) => {
    const next = () => {
      const { value, done: isEmpty } = tasks.next();
      if (isEmpty === true) resolve();
      else thread.postMessage(value);
    };
    thread.on('error', reject);
    thread.on('message', (answer: unknown) => {
      try {
        onAnswer(answer);
        next();
      } catch (thrown) {
        reject(thrown);
      }
    });
    next();
  });
  return done.finally(() => thread.terminate());
}

/** Shares tasks among threads, each with its own store, stub and clock; answers come in any order. */
export async function shareAmongThreads(
  tasks: Iterator<unknown>,
  jobs: number,
  onAnswer: (answer: unknown) => void,
): Promise<void> {
  await Promise.all(Array.from({ length: jobs }, () => feed(tasks, onAnswer)));
}
