import { type Engine, findEngine } from "./engine";
import { activeRevisions, type Clients, clientsFor } from "./engineAws";
import { type Inventory, inventory, newIn } from "./engineInventory";
import { Project } from "./engineProject";

/** What a suite works with: a copy of this project, an engine that runs it, and the AWS that it runs against. */
export class Bench {
  private started: { engine: Engine; project: Project; aws: Clients; before: Inventory } | undefined;

  /** The copy of the project. */
  get project(): Project {
    return this.parts.project;
  }

  /** Clients for the emulator. */
  get aws(): Clients {
    return this.parts.aws;
  }

  /** What there is in AWS that was not there before the suite. */
  async made(): Promise<Inventory> {
    return newIn(await inventory(this.aws), this.parts.before);
  }

  async start(offer: { start(): Promise<Engine> }, region: string): Promise<void> {
    const engine = await offer.start();
    const aws = clientsFor(engine.endpoint, region);
    this.started = { engine, aws, project: new Project(engine.environment, region), before: await inventory(aws) };
    const [revision] = await activeRevisions(aws);
    if (revision) throw new Error(`The emulator has ${revision} already; each run needs a new emulator.`);
  }

  async stop(): Promise<void> {
    this.started?.project.remove();
    await this.started?.engine.stop();
  }

  private get parts() {
    if (!this.started) throw new Error("The engine runs only within tests.");
    return this.started;
  }
}

const offer = findEngine();
let told = false;

/**
 * Declares a suite whose tests are the steps of one story, in order. After a step that has failed the others are
 * skipped, because they build on it. Without an engine all suites are, and one line says why.
 * @param region One that no other suite uses: an emulator that was there already serves them all.
 */
export function describeWithEngine(title: string, region: string, steps: (bench: Bench) => void): void {
  if ("missing" in offer) {
    if (!told) console.log(`Engine tests are skipped. ${offer.missing}`);
    told = true;
    describe.skip(title, () => steps(new Bench()));
    return;
  }
  describe(title, () => {
    const bench = new Bench();
    let failed = false;
    before(() => bench.start(offer, region));
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
