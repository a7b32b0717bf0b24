import type { Look } from "../preview/terminal";
import type { SandboxFolder } from "./folder";

/** What a run of the sandbox works with. */
export interface Session {
  /** Folder of the project. */
  readonly root: string;
  readonly variables: NodeJS.ProcessEnv;
  readonly folder: SandboxFolder;
  readonly look: Look;
  /** Whether a line can be written over, as in a terminal. */
  readonly live: boolean;
  print(line: string): void;
}

/** Something that the sandbox needs is missing, or it must not go on: one line, with what to do. */
export class Refusal extends Error {}

/** Somebody has asked to stop. */
export class Interrupted extends Error {
  constructor() {
    super("Interrupted. `npm run sandbox` goes on from here; `npm run sandbox -- --down` removes what there is.");
  }
}
