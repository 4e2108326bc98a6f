// What the process of the sources and the helper process say to each other.

export type ToHelper =
  | {
      readonly type: 'run';
      readonly id: number;
      readonly program: string;
      readonly args: readonly string[];
      /** The folder with the sockets for what the program reads and writes. */
      readonly folder: string;
      /** Whether it reads something: from the socket `in`. */
      readonly input: boolean;
    }
  | { readonly type: 'kill'; readonly id: number };

export interface FromHelper {
  readonly id: number;
  readonly code: number | null;
  readonly signal: string | null;
  /** Why the program could not be started. */
  readonly error?: string;
}

/** In the folder of a run. */
export const socketNames = { in: 'in', out: 'out', log: 'log' } as const;
