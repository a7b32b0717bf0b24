import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import type { EngineEvent } from "./progress";

/** What a run of `pulumi` has done. */
export interface Outcome {
  readonly code: number;
  /** What it answered, without its events. */
  readonly answer: string;
  /** What it complained of outside of its events. */
  readonly complaint: string;
}

/** Runs `pulumi` in the sandbox, one command at a time. */
export class Pulumi {
  private child: ChildProcess | undefined;
  private stopping = false;

  constructor(
    private readonly folder: string,
    private readonly variables: NodeJS.ProcessEnv,
  ) {}

  /** Whether somebody has asked to stop. */
  get stopped(): boolean {
    return this.stopping;
  }

  /** Asks the running command to end; it finishes what it is doing. Asked again, it ends at once. */
  stop(): void {
    this.stopping = true;
    this.child?.kill("SIGINT");
  }

  /** Runs a command whose answer is text. */
  async ask(...args: string[]): Promise<Outcome> {
    return this.run(args, () => false);
  }

  /** Runs a command that changes something. @param log File that keeps all of it. */
  async change(args: string[], log: string, onEvent: (event: EngineEvent) => void): Promise<Outcome> {
    const kept = createWriteStream(log);
    try {
      return await this.run([...args, "--json", "--non-interactive"], (line) => {
        kept.write(`${line}\n`);
        if (!line.startsWith("{")) return false;
        onEvent(JSON.parse(line));
        return true;
      });
    } finally {
      kept.end();
    }
  }

  /** @param take Says whether a line was an event. */
  private run(args: string[], take: (line: string) => boolean): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      // In a group of its own: the terminal's Ctrl-C is handed on once, because a second one ends it at once.
      const child = spawn("pulumi", args, {
        cwd: this.folder,
        env: this.variables,
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      });
      this.child = child;
      const answer: string[] = [];
      const complaint: string[] = [];
      createInterface({ input: child.stdout }).on("line", (line) => take(line) || answer.push(line));
      createInterface({ input: child.stderr }).on("line", (line) => take(line) || complaint.push(line));
      child.on("error", reject);
      child.on("close", (code) => {
        this.child = undefined;
        resolve({ code: code ?? 1, answer: answer.join("\n").trim(), complaint: complaint.join("\n").trim() });
      });
    });
  }
}
