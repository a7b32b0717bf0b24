import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Verdict } from "../../../components/verdict/judgedName";
import { catchStrays } from "../../../tools/preview/faults";
import { inStackContext } from "../../../tools/preview/internals";
import { loggingEngine } from "../../../tools/preview/logging";
import { RecordingMonitor } from "../../../tools/preview/monitor";
import type { LogMessage } from "../../../tools/preview/recording";

const MODULE = require.resolve("../../../components/verdict/judgedName");
let judgedName: typeof import("../../../components/verdict/judgedName").judgedName;

const TURN = () => new Promise((resolve) => setImmediate(resolve));

/** A service whose verdict a test gives. */
class Service {
  give: (verdict: Verdict) => void = () => undefined;
  /** What its judged name came to. */
  came: unknown;

  constructor(readonly name: string) {
    const verdict = new Promise<Verdict>((resolve) => {
      this.give = resolve;
    });
    const component = new pulumi.ComponentResource("test:index:Service", name);
    const judged = judgedName(component, pulumi.output(verdict));
    (component as unknown as { registerOutputs(outputs: object): void }).registerOutputs({ verdict });
    // As Pulumi does with the outputs of a component that it has made for a program.
    const { promise } = judged as unknown as { promise(): Promise<string> };
    promise().then(
      (name) => {
        this.came = name;
      },
      (error) => {
        this.came = error;
      },
    );
  }
}

/** An engine that takes the outputs of components when a test says so. */
class Monitor extends RecordingMonitor {
  takes = Promise.resolve();

  override registerResourceOutputs(...[request, reply]: Parameters<RecordingMonitor["registerResourceOutputs"]>): void {
    this.takes.then(() => super.registerResourceOutputs(request, reply));
  }
}

/** Runs code as Pulumi runs a package: without a stack. */
async function inPackage(body: (log: readonly LogMessage[], monitor: Monitor) => Promise<void>): Promise<void> {
  const run = { project: "fairlead", stack: "dev", preview: false, config: {}, program: () => undefined };
  const log: LogMessage[] = [];
  const monitor = new Monitor(run);
  const services = { monitor, engine: loggingEngine(log, () => undefined) };
  const strays: unknown[] = [];
  const release = catchStrays((error) => strays.push(error));
  try {
    await inStackContext({ organization: "organization", ...run }, services, () => body(log, monitor));
    await TURN();
  } finally {
    release();
  }
  assert.deepEqual(strays, [], "Pulumi would answer it for every component that is being made");
}

/** Waits until something is so. */
async function until(so: () => boolean): Promise<void> {
  for (let turn = 0; !so(); turn++) {
    if (turn === 1_000) assert.fail(`it never was so: ${so}`);
    await TURN();
  }
}

describe("the judged name of a service in a package", () => {
  const failure = (name: string) => `Worker "${name}": ECS rolled it back`;
  const fails = (service: Service) => service.give({ name: service.name, failure: failure(service.name) });

  beforeEach("each package has a process of its own", () => {
    delete require.cache[MODULE];
    ({ judgedName } = require(MODULE));
  });

  it("is the name when the service runs", () =>
    inPackage(async (log) => {
      const service = new Service("mailer");
      service.give({ name: "mailer-1", failure: undefined });
      await until(() => service.came !== undefined);
      assert.equal(service.came, "mailer-1");
      assert.deepEqual(log, []);
    }));

  it("says at once what failed, and fails when the others were judged, so that none is lost", () =>
    inPackage(async (log) => {
      const [mailer, cart] = [new Service("mailer"), new Service("cart")];
      fails(mailer);
      await until(() => log.length === 1);
      for (let turn = 0; turn < 20; turn++) await TURN();
      assert.equal(mailer.came, undefined);
      fails(cart);
      await until(() => mailer.came !== undefined);
      assert.deepEqual(
        log.map(({ severity, text }) => `${severity}: ${text}`),
        [`error: ${failure("mailer")}`, `error: ${failure("cart")}`],
      );
      assert.match((mailer.came as unknown as { details: string }).details, /^ECS did not keep to its deployment/);
      assert.equal(cart.came, undefined, "a second answer would be another line");
    }));

  it("does not wait for what it has heard", () =>
    inPackage(async () => {
      const [fine, mailer] = [new Service("fine"), new Service("mailer")];
      fine.give({ name: "fine-1", failure: undefined });
      fails(mailer);
      await until(() => mailer.came !== undefined);
      assert.equal(fine.came, "fine-1");
    }));

  it("fails after Pulumi has taken the outputs of all, or it would show a stack trace", () =>
    inPackage(async (_, monitor) => {
      let take = () => {};
      monitor.takes = new Promise((resolve) => {
        take = resolve;
      });
      const [fine, mailer] = [new Service("fine"), new Service("mailer")];
      fails(mailer);
      fine.give({ name: "fine-1", failure: undefined });
      await until(() => fine.came !== undefined);
      for (let turn = 0; turn < 20; turn++) await TURN();
      assert.equal(mailer.came, undefined);
      take();
      await until(() => mailer.came !== undefined);
    }));
});
