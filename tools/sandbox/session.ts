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
