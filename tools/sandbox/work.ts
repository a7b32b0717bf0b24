import { SIGNALS } from "./emulator";
import { Interrupted, Refusal } from "./ends";
import { Pulumi } from "./engine";
import { LEADING_ELSEWHERE, type SandboxState, type Stack } from "./folder";
import { emulatorVariables, withoutAws } from "./loopback";
import { mendMoto } from "./moto";
import { Progress } from "./progress";
import { keepConnections } from "./proxy";
import type { Session } from "./session";

/** Seconds between two lines that say what an update waits for, where a line cannot be written over. */
const BEAT_SECONDS = 15;

/** An engine that works on a sandbox and on nothing else. */
export class Work {
  private constructor(
    private readonly session: Session,
    private readonly pulumi: Pulumi,
  ) {}

  /** Does something with an engine. The caller has taken the lock of the sandbox. */
  static async on<T>(session: Session, state: SandboxState, forgetful: boolean, task: (work: Work) => Promise<T>) {
    const { folder, variables, print } = session;
    const proxy = await keepConnections(state.endpoint, forgetful ? mendMoto : undefined);
    const settings = {
      ...withoutAws(variables),
      ...emulatorVariables(proxy.endpoint, folder.path),
      ...folder.backendVariables(),
    };
    const kept = Object.entries(settings).filter(
      ([name]) => !LEADING_ELSEWHERE.includes(name) || name in folder.backendVariables(),
    );
    const pulumi = new Pulumi(folder.path, Object.fromEntries(kept));
    const stop = () => {
      print(
        pulumi.stopped ? "Giving up half way." : "Stopping when what has begun is done; once more gives up half way.",
      );
      pulumi.stop();
    };
    for (const signal of SIGNALS) process.on(signal, stop);
    try {
      return await task(new Work(session, pulumi));
    } finally {
      for (const signal of SIGNALS) process.off(signal, stop);
      await proxy.close();
    }
  }

  /** Makes a stack that is not there yet. */
  async create(stack: Stack): Promise<void> {
    if (this.session.folder.has(stack)) return;
    const { code, complaint } = await this.pulumi.ask("stack", "init", stack, "--no-select", "--non-interactive");
    this.check();
    if (code !== 0) throw new Refusal(`pulumi stack init ${stack} fails: ${complaint}`);
  }

  /** Outputs of a stack. */
  async outputs(stack: Stack): Promise<Record<string, unknown>> {
    const options = ["--stack", stack, "--json", "--show-secrets", "--non-interactive"];
    const { code, answer, complaint } = await this.pulumi.ask("stack", "output", ...options);
    this.check();
    if (code !== 0) throw new Refusal(`pulumi stack output of ${stack} fails: ${complaint}`);
    return JSON.parse(answer);
  }

  /** Updates or destroys a stack and says what happens. @returns whether that succeeded */
  async change(command: "up" | "destroy", stack: Stack): Promise<boolean> {
    const { folder, look, print } = this.session;
    const progress = new Progress(look);
    const tell = (lines: readonly string[]) => {
      if (lines.length > 0) this.overwrite("");
      for (const line of lines) print(line);
    };
    print(look.tone("strong", command === "up" ? stack : `${stack}, removing`));
    let told = "";
    let beats = 0;
    const beat = setInterval(() => {
      beats++;
      const waiting = `  ${look.tone("dim", progress.waiting(Date.now()))}`;
      if (this.session.live) this.overwrite(waiting);
      else if (beats % BEAT_SECONDS === 0 && waiting !== told) print(waiting);
      told = waiting;
    }, 1000);
    const log = folder.file(`log/${command}-${stack}.log`);
    const args = [command, "--stack", stack, "--yes", "--skip-preview", "--parallel", "64"];
    const { code, complaint } = await this.pulumi.change(args, log, (event) => {
      const lines = progress.take(event, Date.now());
      if (!(event.diagnosticEvent && this.pulumi.stopped)) tell(lines); // what stopping breaks is no news
    });
    clearInterval(beat);
    this.overwrite("");
    this.check();
    if (code === 0) {
      print(`  ${progress.total()}\n`);
      return true;
    }
    if (complaint !== "") print(complaint.replaceAll(/^/gm, "  "));
    print(`  ${look.tone("bad", "failed")}; all that Pulumi said is in ${log}\n`);
    return false;
  }

  /** @throws Interrupted when somebody has asked to stop. */
  private check(): void {
    if (this.pulumi.stopped) throw new Interrupted();
  }

  /** Writes over the last line of a terminal. */
  private overwrite(line: string): void {
    if (!this.session.live) return;
    process.stdout.write(`\r\x1b[K${line.slice(0, this.session.look.width - 1)}`);
  }
}
