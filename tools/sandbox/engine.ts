import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { EngineEvent } from "./progress";
import { STOP } from "./stop";

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
  private gentle = false;
  private readonly stopFile: string;

  constructor(
    private readonly folder: string,
    private readonly variables: NodeJS.ProcessEnv,
  ) {
    this.stopFile = join(folder, "stop");
    rmSync(this.stopFile, { force: true });
  }

  /** Whether somebody has asked to stop. */
  get stopped(): boolean {
    return this.stopping;
  }

  /**
   * Asks the running command to end. An update finishes what it has begun. Asked again, it is interrupted, and so are the
   * providers, half way; asked once more, it is gone.
   */
  stop(): void {
    if (this.gentle && !this.stopping) writeFileSync(this.stopFile, "");
    else this.child?.kill("SIGINT");
    this.stopping = true;
  }

  /** Runs a command whose answer is text. */
  async ask(...args: string[]): Promise<Outcome> {
    return this.run(args, () => false);
  }

  /** Runs a command that changes something. @param log File that keeps all of it. */
  async change(args: string[], log: string, onEvent: (event: EngineEvent) => void): Promise<Outcome> {
    const kept = createWriteStream(log);
    this.gentle = args[0] === "up"; // nothing else runs the program
    try {
      return await this.run([...args, "--json", "--non-interactive"], (line) => {
        kept.write(`${line}\n`);
        if (!line.startsWith("{")) return false;
        onEvent(JSON.parse(line));
        return true;
      });
    } finally {
      this.gentle = false;
      kept.end();
    }
  }

  /** @param take Says whether a line was an event. */
  private run(args: string[], take: (line: string) => boolean): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      // In a group of its own: the terminal's Ctrl-C is handed on once, because a second one ends it at once.
      const child = spawn("pulumi", args, {
        cwd: this.folder,
        env: { ...this.variables, [STOP]: this.stopFile },
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
