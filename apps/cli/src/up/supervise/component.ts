/** A process of the stack. */
export interface Component {
  /** For people: `worker 1`. */
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly environment: NodeJS.ProcessEnv;
  /** The file that gets what it writes. */
  readonly log: string;
  /** Does it understand that its end is wanted when its channel to us is gone? Then it does not outlive us. */
  readonly hasChannel: boolean;
  /** Does it serve by now? Asked again and again after it was started. */
  readonly isReady: () => Promise<boolean>;
}

/** A component that ended or did not come to serve. */
export class ComponentFailed extends Error {
  override name = 'ComponentFailed';
}
