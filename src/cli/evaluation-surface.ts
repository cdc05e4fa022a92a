import type { EgressSeal } from '../core/evaluation/run-router.ts';
import type { Digest } from '../core/runtime/digest.ts';

/** What the evaluation may use beside the classifier: nothing of it can reach a network. */
export interface EvaluationSurface {
  readonly digest: Digest;
  /** The checkout: `evals`, and the sources that the lock pins. */
  readonly projectDir: string;
  /** Refuses and counts whatever this process tries to reach from now on. */
  readonly sealEgress: () => EgressSeal;
}
