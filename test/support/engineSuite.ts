import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Engine, findEngine } from "./engine";
import { activeRevisions, type Clients, clientsFor } from "./engineAws";
import type { Call, Signature } from "./engineCalls";
import { type Inventory, inventory, newIn } from "./engineInventory";
import { Project } from "./engineProject";

/** What a suite works with: a copy of this project, an engine that runs it, and the AWS that it runs against. */
export class Bench {
  private engine: Engine | undefined;
  private copy: Project | undefined;
  private clients: Clients | undefined;
  private before: Inventory = {};
  private region = "";

  /** The copy of the project. */
  get project(): Project {
    return started(this.copy);
  }

  /** Clients for the emulator. */
  get aws(): Clients {
    return started(this.clients);
  }

  /** Settings of commands that work on the engine and the emulator. */
  get environment(): NodeJS.ProcessEnv {
    return started(this.engine).environment;
  }

  /** What the AWS provider has asked for so far, for each stack. */
  get calls(): readonly Call[] {
    return started(this.engine).calls;
  }

  /** Who has signed what was asked since a time, in seconds. */
  signaturesSince(time: number): readonly Signature[] {
    return started(this.engine).signatures.filter((signature) => signature.time >= time);
  }

  /** A program in a folder of its own, with the same backend. */
  beside(folder: string): Project {
    return new Project(started(this.engine).environment, this.region, folder);
  }

  /** A program of somebody else in a folder of its own: its backend and passphrase are its own, AWS is the same. */
  foreign(folder: string): Project {
    const { environment } = started(this.engine);
    const backend = join(folder, ".backend");
    mkdirSync(backend, { recursive: true });
    const own = { PULUMI_BACKEND_URL: `file://${backend}`, PULUMI_CONFIG_PASSPHRASE: "somebody else's" };
    return new Project({ ...environment, ...own }, this.region, folder);
  }

  /** What there is in AWS that was not there before the suite. */
  async made(): Promise<Inventory> {
    return newIn(await inventory(this.aws), this.before);
  }

  /** Address of the emulator. */
  get endpoint(): string {
    return started(this.engine).endpoint;
  }

  async start(offer: { start(): Promise<Engine> }, region: string, dress: Dress): Promise<void> {
    this.region = region;
    this.engine = await offer.start();
    this.copy = new Project(dress(this.engine.environment), region);
    this.clients = clientsFor(this.engine.endpoint, region);
    this.before = await inventory(this.clients);
    const [revision] = await activeRevisions(this.clients);
    if (revision) throw new Error(`The emulator has ${revision} already; each run needs a new emulator.`);
  }

  /** Ends what has been started, however far that went. */
  async stop(): Promise<void> {
    this.copy?.remove();
    await this.engine?.stop();
  }
}

/** Changes the environment of every command. */
type Dress = (environment: NodeJS.ProcessEnv) => NodeJS.ProcessEnv;

function started<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error("The engine runs only within tests.");
  return part;
}

const offer = findEngine();
let told = false;

/**
 * Declares a suite whose tests are the steps of one story, in order. After a step that has failed the others are
 * skipped, because they build on it. Without an engine all suites are, and one line says why.
 * @param region One that no other suite uses: an emulator that was there already serves them all.
 */
export function describeWithEngine(
  title: string,
  region: string,
  steps: (bench: Bench) => void,
  dress: Dress = (environment) => environment,
): void {
  if ("missing" in offer) {
    if (!told) console.log(`Engine tests are skipped. ${offer.missing}`);
    told = true;
    describe.skip(title, () => steps(new Bench()));
    return;
  }
  describe(title, () => {
    const bench = new Bench();
    let failed = false;
    before(() => bench.start(offer, region, dress));
    beforeEach(function () {
      if (failed) this.skip();
    });
    afterEach(function () {
      failed ||= this.currentTest?.isFailed() === true;
    });
    after(() => bench.stop());
    steps(bench);
  });
}
