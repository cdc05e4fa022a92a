/** A process from which nothing may leave. */
export interface EgressSeal {
  /** How often something tried to connect, send or look a name up since the seal was set; each try was refused. */
  refusals(): number;
  /** Ends the refusing. For processes that go on to other work. */
  lift(): void;
}
